#!/usr/bin/env python3
"""Checks a runnable jar: its size, its natives, and that what it holds is named with its license.

    release/check_jar.py twohead-examples.jar sbom.json MEGABYTES
"""

import json
import re
import sys
import zipfile

NOTICES = "META-INF/THIRD-PARTY.md"
LICENSES = "META-INF/THIRD-PARTY-LICENSES.md"
OUR_GROUP = "io.github.twohead"
NATIVE = re.compile(r".*\.(so|dylib|dll|jnilib)(\.[\d.]+)?$")
# what a linker, a compiler or a debugger reads
USELESS = re.compile(r".*(\.a|\.lib|\.h|\.hpp|\.pdb)$|.*\.dSYM/.*")


def main():
    file, sbom, budget = sys.argv[1], sys.argv[2], float(sys.argv[3])
    problems = []
    with open(file, "rb") as jar:
        megabytes = jar.seek(0, 2) / 1e6
    if megabytes > budget:
        problems.append(f"{megabytes:.1f} MB are more than the budget of {budget:.0f} MB")
    with zipfile.ZipFile(file) as jar:
        entries = {info.filename: info.compress_size for info in jar.infolist()}
        for wanted in ("META-INF/LICENSE", "META-INF/NOTICE", NOTICES, LICENSES):
            if wanted not in entries:
                problems.append(f"{file} holds no {wanted}")
        notices = jar.read(NOTICES).decode() if NOTICES in entries else ""
    for name in entries:
        if USELESS.match(name):
            problems.append(f"{name} is of no use to who runs the jar")
    named = set(re.findall(r"^\| `([^`]+)` \|", notices, re.MULTILINE))
    with open(sbom, encoding="utf-8") as content:
        held = {f"{part['group']}:{part['name']}" for part in json.load(content)["components"]
                if part["group"] != OUR_GROUP}
    problems += [f"{work} is in the jar, and not named in {NOTICES}" for work in sorted(held - named)]
    problems += [f"{work} is named in {NOTICES}, and not in the jar" for work in sorted(named - held)]
    natives = {name: size for name, size in entries.items() if NATIVE.match(name)}
    for name, size in sorted(natives.items(), key=lambda entry: -entry[1])[:12]:
        print(f"{size / 1e6:8.1f} MB {name}")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{megabytes:.1f} MB of at most {budget:.0f} MB, {len(held)} works with their licenses")


if __name__ == "__main__":
    main()
