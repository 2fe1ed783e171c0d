"""How long the first answer takes: this program, the same with a class archive, and peer.py, in turn.

Needs what check.sh builds, and a Python with what peer.py imports, which runs this file too:

    venv/bin/python measure.py model.tflite model.onnx photo.jpg [NAME=COMMAND ...]

Both files are exports of one model. Of JDK 25 and later the archive is an AOT cache. Further commands are measured
beside, such as "examples=java -jar twohead-examples.jar predict --model model.tflite photo.jpg". For each it prints the
median of ten runs (and the smallest and largest): seconds on the clock, seconds of CPU, and MB of memory.
"""

import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import time

RUNS = 10
HERE = pathlib.Path(__file__).resolve().parent
JAR = HERE / "target" / "tflite-only.jar"
ARCHIVE = HERE / "target" / "tflite-only.archive"

# the options of the run that makes an archive, and of those that use it
ARCHIVE_17 = "-XX:ArchiveClassesAtExit", "-XX:SharedArchiveFile"
ARCHIVE_25 = "-XX:AOTCacheOutput", "-XX:AOTCache"


def run(command):
    """Runs a command with its output thrown away; returns seconds, seconds of CPU, and MB."""
    begin = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begin
    if status != 0:
        sys.exit(f"{shlex.join(command)} failed")
    return seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def version():
    """The number of the JDK that java is."""
    says = subprocess.run(["java", "--version"], capture_output=True, text=True, check=True).stdout
    return int(says.split()[1].split(".")[0].split("-")[0])


def main(tflite, onnx, photo, *others):
    program = ["-jar", str(JAR), tflite, photo]
    made, used = ARCHIVE_25 if version() >= 25 else ARCHIVE_17
    run(["java", f"{made}={ARCHIVE}"] + program)
    archive = ["java", f"{used}={ARCHIVE}"]
    commands = {
        "java": ["java"] + program,
        "java, archive": archive + program,
        "java, archive, C1": archive + ["-XX:TieredStopAtLevel=1"] + program,
        "python": [sys.executable, str(HERE / "peer.py"), onnx, photo],
    }
    for other in others:
        name, command = other.split("=", 1)
        commands[name] = shlex.split(command)
    figures = {name: [] for name in commands}
    for turn in range(RUNS):
        # each goes first as often as last: what ran before leaves its traces
        for name in list(commands)[:: 1 if turn % 2 == 0 else -1]:
            figures[name].append(run(commands[name]))
    print(f"{'':20}{'seconds':>22}{'CPU seconds':>22}{'MB':>22}")
    for name, runs in figures.items():
        print(f"{name:20}" + "".join(text(column) for column in zip(*runs)))


def text(values):
    digits = 0 if min(values) > 10 else 2
    spread = f"{min(values):.{digits}f}–{max(values):.{digits}f}"
    return f"{statistics.median(values):9.{digits}f} ({spread})".rjust(22)


main(*sys.argv[1:])
