"""Reads a run of twohead's MLflow tracker from a server with MLflow's own client, and compares it with what was logged.

  pip install mlflow
  mlflow server --host 127.0.0.1 --port 5000 --backend-store-uri sqlite:///ml.db
  export MLFLOW_TRACKING_URI=http://127.0.0.1:5000
  java -cp TEST_CLASSPATH io.github.twohead.experiments.ToldRun runs/told 3 mlflow
  python mlflow_check.py runs/told
      or, of a whole run: twohead train --config documents.yaml tracking=[mlflow]
  python mlflow_check.py runs/2026-11-26/documents
      compares every value of every metric with metrics.jsonl, equal as a number and at its step and time; parameters
      with told.jsonl, where it is there; every artifact that is a file of the folder byte by byte; and the run's end

Verified with 3.11.2.dev0 of MLflow, built from a fork of 2026-04-29, with empty stand-ins for packages of its other parts.
"""

import filecmp
import json
import math
import pathlib
import re
import sys
import tempfile
from datetime import datetime

from mlflow import MlflowClient, artifacts

folder = pathlib.Path(sys.argv[1]).resolve()
client = MlflowClient()


def found():
    """The run's, the latest of its name."""
    experiments = [experiment.experiment_id for experiment in client.search_experiments()]
    name = folder.name if not (folder.parent / "sweep.json").exists() else f"{folder.parent.name}/{folder.name}"
    runs = client.search_runs(experiments, f"attributes.run_name = '{name}'", order_by=["attributes.start_time DESC"])
    return runs[0]


def clean(name):
    return re.sub(r"[^\w\-. /]", "_", name)


def told():
    """{metric: [(step, milliseconds, value)]} of metrics.jsonl."""
    values = {}
    for line in (folder / "metrics.jsonl").read_text().splitlines():
        row = json.loads(line)
        time = datetime.fromisoformat(row["time"].replace("Z", "+00:00"))
        for name, value in row.items():
            if name not in ("time", "epoch", "step"):
                number = math.nan if value is None else value
                values.setdefault(clean(name), []).append((row["step"], int(time.timestamp() * 1000 + 1e-3), number))
    return values


def same(one, other):
    equal = one[2] == other[2] or (math.isnan(one[2]) and math.isnan(other[2]))
    return one[0] == other[0] and abs(one[1] - other[1]) <= 1 and equal


run = found()
count = 0
expected = told()
assert set(run.data.metrics) == set(expected), set(run.data.metrics) ^ set(expected)
for name, values in expected.items():
    history = sorted((m.step, m.timestamp, m.value) for m in client.get_metric_history(run.info.run_id, name))
    assert len(history) == len(values), (name, len(history), len(values))
    for one, other in zip(history, sorted(values)):
        assert same(one, other), (name, one, other)
        count += 1
print(f"{count} values of {len(expected)} metrics are equal")

if (folder / "told.jsonl").exists():
    recipe = json.loads((folder / "told.jsonl").read_text().splitlines()[0])["recipe"]
    assert set(run.data.params) == {clean(key) for key in recipe}, run.data.params
    for key, value in recipe.items():
        text = f"[{', '.join(map(str, value))}]" if isinstance(value, list) else str(value).lower() if isinstance(value, bool) else str(value)
        assert run.data.params[clean(key)] == text, (key, run.data.params[clean(key)], text)
print(f"{len(run.data.params)} parameters, tags {({k: v for k, v in run.data.tags.items() if k != 'mlflow.runName'})}")

with tempfile.TemporaryDirectory() as local:
    got = pathlib.Path(artifacts.download_artifacts(run_id=run.info.run_id, dst_path=local))
    files = [path for path in got.rglob("*") if path.is_file()]
    for path in files:
        there = folder / path.relative_to(got)
        assert path.stat().st_size > 0
        assert not there.exists() or filecmp.cmp(path, there, shallow=False), path
        if path.suffix == ".png":
            assert path.read_bytes().startswith(b"\x89PNG")
    names = sorted(str(path.relative_to(got)) for path in files)
    print(f"{len(files)} artifacts: {', '.join(names[:3] + ['…'] + names[-3:] if len(names) > 6 else names)}")

assert run.info.end_time >= run.info.start_time
print(f"{run.info.run_name}: {run.info.status}")
