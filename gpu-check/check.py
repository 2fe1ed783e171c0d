"""Does twohead train and answer on this machine's GPU as on its CPU, and how fast is it beside Python's PyTorch?

    python3 kit/check.py [--device cpu] [--work FOLDER] [--turns 7] [--seconds 2] [--json FILE]

Compiles DJL's JNI layer against the PyTorch that python3 imports (once for each work folder), points DJL at both, then:
- times training steps and forward passes, twohead and Python in turn, on pixels in memory;
- trains two heads on drawn pictures three times: twohead on the device, twohead on the CPU, Python on the device;
- asks the model that the device trained about every test picture, on the device and on the CPU;
- trains heads alone on that model's frozen backbone, on the device and on the CPU.
It fails where probabilities differ by more than TOLERANCE (without TF32, in which PyTorch convolves on a GPU otherwise),
where the heads' mean F1 of two trainings lies more than F1_RANGE apart, or where validation losses of the heads alone
differ by more than LOSS_RANGE of themselves. pack.sh makes the kit that this file is part of.
"""

import argparse
import csv
import json
import os
import pathlib
import statistics
import subprocess
import sys

import jni
import numpy
import peer
import torch

KIT = pathlib.Path(__file__).resolve().parent
TOLERANCE = 1e-4
# seeds alone move F1 by 0.05 on so few pictures
F1_RANGE = 0.1
LOSS_RANGE = 1e-3


def java(environment, main, *arguments, **options):
    """Starts a class of twohead. JNA looks for CUDA's runtime where PyTorch has it, to count the GPUs."""
    command = [str(KIT / "jre" / "bin" / "java"), "-Djava.awt.headless=true"]
    command += [f"-Djna.library.path={environment['LD_LIBRARY_PATH']}", "--enable-native-access=ALL-UNNAMED"]
    command += ["-cp", f"{KIT / 'twohead.jar'}:{KIT / 'benchmarks.jar'}", f"io.github.twohead.{main}"]
    return subprocess.Popen([*command, *map(str, arguments)], env=environment, text=True, **options)


def twohead(environment, *arguments):
    """Runs a command of twohead's command line."""
    process = java(environment, "examples.Examples", *arguments)
    if process.wait() != 0:
        sys.exit(f"twohead {arguments[0]} failed")


def take_turns(environment, device, turns, seconds):
    """Images a second of both, in turn, after a turn that warms up."""
    python = peer.Python(device)
    process = java(environment, "bench.DeviceSpeed", device, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    found = {}
    for kind, batch in ("step", 64), ("forward", 64), ("forward", 1):
        pairs = []
        for _ in range(turns + 1):
            line = f"step {seconds}\n" if kind == "step" else f"forward {batch} {seconds}\n"
            process.stdin.write(line)
            process.stdin.flush()
            own = float(process.stdout.readline())
            pairs.append((own, python.speed(kind, batch, seconds)))
        found[f"{kind}, batch {batch}"] = pairs[1:]
    process.stdin.close()
    process.wait()
    return found


def train(environment, device, model, *options):
    """Trains by twohead's command line; returns its report."""
    report = model.with_suffix(".json")
    heads = [part for name, positive in peer.HEADS.items() for part in ("--head", f"{name}={positive}")]
    recipe = ["--size", peer.SIZE, "--batch-size", peer.BATCH, "--lr", peer.RATE, "--device", device, *options]
    twohead(environment, "train", "--data", peer.PICTURES, *heads, *recipe, "--out", model, "--json", report)
    return json.loads(report.read_text())


def summary(report):
    rates = [epoch["images_per_second"] for epoch in report["epochs"][1:]]
    return {"images_per_second": statistics.median(rates), "f1": {name: report["test"][name]["f1"] for name in peer.HEADS}}


def answers(environment, model, file):
    """The probabilities of every test picture, on the GPU if there is one to be seen."""
    twohead(environment, "predict", "--model", model, "--csv", peer.PICTURES / "test.csv", "--out", file)
    with open(file) as rows:
        return numpy.array([[float(row[f"{name}.probability"]) for name in peer.HEADS] for row in csv.DictReader(rows)])


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--device", choices=["gpu0", "cpu"], default="gpu0")
    parser.add_argument("--work", type=pathlib.Path, default=jni.work_folder())
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=2)
    parser.add_argument("--json", type=pathlib.Path)
    options = parser.parse_args()
    device, work = options.device, options.work
    environment = {**os.environ, **jni.variables(work)}
    exact = {**environment, "NVIDIA_TF32_OVERRIDE": "0"}

    speeds = take_turns(environment, device, options.turns, options.seconds)
    for name, pairs in speeds.items():
        ratios = sorted(own / other for own, other in pairs)
        own, other = (statistics.median(column) for column in zip(*pairs))
        print(f"{name}: twohead {own:.0f}, Python {other:.0f} images/s, ratio {statistics.median(ratios):.2f}"
              f" ({ratios[0]:.2f} to {ratios[-1]:.2f})", flush=True)

    model = work / "device.twohead"
    trained = {f"twohead on {device}": summary(train(environment, device, model, "--epochs", peer.EPOCHS))}
    trained[f"Python on {device}"] = peer.Python(device, peer.RATE).train()
    trained["twohead on the CPU"] = summary(train(environment, "cpu", work / "cpu.twohead", "--epochs", peer.EPOCHS))
    for name, found in trained.items():
        print(name, found, flush=True)

    cpu = answers({**environment, "CUDA_VISIBLE_DEVICES": ""}, model, work / "cpu.csv")
    differences = {
        "without TF32": float(abs(answers(exact, model, work / "exact.csv") - cpu).max()),
        "as PyTorch does": float(abs(answers(environment, model, work / "device.csv") - cpu).max()),
    }
    print(f"probabilities on {device} and on the CPU differ by at most", differences, flush=True)

    frozen = ("--weights", model, "--freeze", "backbone", "--rotation", 0, "--epochs", 3)
    heads = [train(exact, where, work / "heads.twohead", *frozen)["epochs"] for where in (device, "cpu")]
    losses = [tuple(epoch["validation_loss"] for epoch in pair) for pair in zip(*heads)]
    print("heads alone: validation losses after each epoch on both", losses, flush=True)

    apart = numpy.ptp([statistics.mean(found["f1"].values()) for found in trained.values()])
    if options.json:
        told = {"torch": torch.__version__, "speeds": speeds, "trained": trained}
        told |= {"differences": differences, "losses": losses}
        options.json.write_text(json.dumps(told, indent=1))
    wrong = [f"F1 lies {apart:.3f} apart"] if apart > F1_RANGE else []
    wrong += [f"heads alone: losses {pair}" for pair in losses if abs(pair[0] / pair[1] - 1) > LOSS_RANGE]
    if differences["without TF32"] > TOLERANCE:
        wrong.append(f"answers differ by {differences['without TF32']:.2g}")
    sys.exit("; ".join(wrong) or None)


if __name__ == "__main__":
    main()
