"""Reads a run of twohead's W&B tracker with W&B's own program, and compares it with what was logged.

  pip install wandb
  java -cp TEST_CLASSPATH io.github.twohead.experiments.ToldRun runs/told 3
  python wandb_check.py runs/told [WANDB-CORE]
      compares every value of the history with metrics.jsonl, equal as a number and at its step; the configuration and
      histograms with told.jsonl, where it is there; the summary with the history, but for histograms, which it does
      not have; and looks for every file

WANDB-CORE is the program that the package wandb holds in bin. Verified with wandb 0.30.0. A run that was killed is
compared up to where it ends.
"""

import importlib.util
import json
import math
import pathlib
import re
import subprocess
import sys
from collections import defaultdict

folder = pathlib.Path(sys.argv[1])
(file,) = folder.glob("wandb/offline-run-*/run-*.wandb")


def core():
    if len(sys.argv) > 2:
        return sys.argv[2]
    return str(pathlib.Path(importlib.util.find_spec("wandb").origin).parent / "bin" / "wandb-core")


def records():
    """(kind, text) of every record, as W&B prints it."""
    command = [core(), "leet", "--inspect", "--run-file", str(file), str(folder / "wandb")]
    text = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    parts = re.split(r"^# record \d+: (\w+)$", text, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2]))


TEXT = r'"(?:[^"\\]|\\.)*"'


def unquoted(text):
    """A text as protobuf prints it: escapes of C, other letters as they are."""
    return text[1:-1].encode("latin-1", "backslashreplace").decode("unicode_escape")


def items(record):
    """{keys: value} of the items of a record."""
    found = {}
    for item in re.findall(r"(?:item|update): \{\n(.*?)\n\s*\}", record, flags=re.DOTALL):
        keys = tuple(unquoted(key) for key in re.findall(rf"key: *({TEXT})", item))
        found[keys] = json.loads(unquoted(re.search(rf"value_json: *({TEXT})", item)[1]))
    return found


def same(value, logged):
    if logged is None:  # JSON has no NaN and no Infinity
        return isinstance(value, float) and not math.isfinite(value)
    return value == logged


read = records()
kinds = defaultdict(list)
for kind, text in read:
    kinds[kind].append(text)
rows = [items(text) for text in kinds["history"]]
steps = [row[("_step",)] for row in rows]
assert steps == sorted(set(steps)), "steps do not go up"

wanted = [json.loads(line) for line in (folder / "metrics.jsonl").read_text().splitlines()]
values = 0
by_step = dict(zip(steps, rows))
for line in wanted:
    step, epoch = line.pop("step"), line.pop("epoch")
    line.pop("time")
    later = (s for s in steps if s >= step and all((name,) in by_step[s] for name in line))
    row = by_step.get(next(later, None))
    if row is None and not kinds["exit"]:
        break  # killed
    assert row is not None, f"step {step} lacks {list(line)}"
    for name, logged in line.items():
        assert same(row[(name,)], logged), (step, name, row[(name,)], logged)
        values += 1
numbers = sum(len([k for k in row if len(k) == 1 and not k[0].startswith("_") and k != ("epoch",)]) for row in rows)
assert numbers == values, f"{numbers} numbers in the history, of which {values} were logged"

last = {}
for row in rows:
    last.update(row)
summary = {}
for text in kinds["summary"]:
    summary.update(items(text))
for key, value in last.items():
    if kinds["exit"] and last.get((key[0], "_type")) != "histogram":
        assert same(summary[key], None if value != value else value), key

told = folder / "told.jsonl"
histograms = 0
if told.exists():
    whole = told.read_text().rpartition("\n")[0]
    lines = [json.loads(line) for line in whole.splitlines()]
    config = {keys[0]: value for keys, value in items(kinds["run"][0]).items()}
    for key, value in lines[0]["recipe"].items():
        found = config
        for part in key.split("."):
            found = found[part]
        assert found == value, key
    for line in lines:
        for name, told_of in line.get("weights", {}).items():
            key = "weights/" + name
            (row,) = (r for r in rows if r.get(("epoch",)) == line["epoch"] and (key, "bins") in r)
            assert row[(key, "bins")] == told_of["edges"] and row[(key, "values")] == told_of["counts"], name
            histograms += 1

paths = re.findall(rf'path: *({TEXT})', "".join(kinds["files"]))
for path in paths:
    assert (file.parent / "files" / unquoted(path)).is_file(), path
end = "it ended" if kinds["exit"] else "it was killed"
print(f"{values} values in {len(rows)} rows and {histograms} histograms are equal; {len(paths)} files; {end}")
