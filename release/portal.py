#!/usr/bin/env python3
"""A stand-in for Maven Central's portal on this machine: it takes an upload, calls it valid, and keeps nothing.

    release/portal.py PORT_FILE        writes its port there, and serves until it is ended
"""

import http.server
import json
import pathlib
import sys

STATUS = {"deploymentId": "dry-run", "deploymentName": "dry-run", "deploymentState": "VALIDATED", "purls": [],
          "errors": {}}


class Portal(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        is_upload = "/upload" in self.path
        left = int(self.headers.get("Content-Length") or 0)
        while left > 0:
            left -= len(self.rfile.read(min(left, 1 << 16)))
        answer = (b"dry-run" if is_upload else json.dumps(STATUS).encode())
        self.send_response(201 if is_upload else 200)
        self.send_header("Content-Type", "text/plain" if is_upload else "application/json")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *parts):
        print("portal:", self.command, self.path.split("?")[0], flush=True)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Portal)
pathlib.Path(sys.argv[1]).write_text(str(server.server_port), encoding="ascii")
server.serve_forever()
