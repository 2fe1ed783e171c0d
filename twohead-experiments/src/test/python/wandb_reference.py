"""Makes the golden file of TransactionLogTest with Weights & Biases itself: python3 wandb_reference.py OUT.wandb

Needs wandb (0.30.0 made the file). Where its telemetry cannot be installed, packages of that name are replaced by
empty ones: it writes the same file without them.
"""

import importlib.abc
import importlib.machinery
import pathlib
import shutil
import sys
import tempfile
import types
import unittest.mock

TELEMETRY = ("opentelemetry", "sentry_sdk")


class Empty(types.ModuleType):
    __path__ = []

    def __getattr__(self, name):
        if name.startswith("__"):
            raise AttributeError(name)
        return unittest.mock.MagicMock()


class Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(self, name, path, target=None):
        if name.split(".")[0] in TELEMETRY:
            return importlib.machinery.ModuleSpec(name, self, is_package=True)

    def create_module(self, spec):
        return Empty(spec.name)

    def exec_module(self, module):
        pass


sys.meta_path.append(Finder())
import wandb  # noqa: E402

with tempfile.TemporaryDirectory() as folder:
    quiet = wandb.Settings(
        x_disable_meta=True, x_disable_stats=True, x_save_requirements=False, console="off", host="host", silent=True
    )
    config = {"training": {"epochs": 3, "learning_rate": 1e-3}, "heads": ["screen", "other"]}
    run = wandb.init(project="twohead", name="first", mode="offline", dir=folder, config=config, settings=quiet)
    for step in range(3):
        run.log({"loss": 1 / (step + 1), "f1": float("nan") if step == 0 else 1 - 1 / (step + 1)}, step=step)
    run.log({"long": "x" * 33_000}, step=3)  # more than a block
    run.log({"weights": wandb.Histogram(np_histogram=([1, 2, 3], [0.0, 0.5, 1.0, 1.5]))}, step=4)
    run.summary["best"] = 0.75
    run.finish()
    wandb.teardown()
    (file,) = pathlib.Path(folder).glob("wandb/offline-run-*/run-*.wandb")
    shutil.copy(file, sys.argv[1])
