"""How many photos a second are answered out of a folder, on all cores: by twohead, and in Python, in turn.

    python3 -m venv venv && venv/bin/pip install onnxruntime pillow numpy
    venv/bin/python bulk.py "java -cp target/benchmarks.jar io.github.twohead.bench.BulkPredictions" \\
        model.onnx photos [NAME=MODEL ...]

The model is an exported .onnx file, which Python runs too: Pillow decodes reduced (draft), turns, and resizes, ONNX
Runtime predicts, a thread for each core. Further files, such as tflite=model.tflite, are run by twohead beside. For
each it prints the median of TURNS runs (and the smallest and largest), each the last of PASSES passes, and the ratio
to Python's run of the same turn.
"""

import concurrent.futures
import json
import os
import pathlib
import shlex
import statistics
import subprocess
import sys
import threading
import time

TURNS = int(os.environ.get("TURNS", "7"))
PASSES = int(os.environ.get("PASSES", "3"))


class Peer:
    """What the predictor does, in Python."""

    def __init__(self, model):
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        self.session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
        self.name = self.session.get_inputs()[0].name
        self.input = json.loads(self.session.get_modelmeta().custom_metadata_map["twohead"])["input"]
        self.threads = threading.local()

    def predict(self, photo):
        import numpy
        from PIL import Image, ImageOps

        size = self.input["width"], self.input["height"]
        with Image.open(photo) as image:
            image.draft("RGB", size)
            pixels = numpy.asarray(ImageOps.exif_transpose(image).convert("RGB").resize(size, Image.BILINEAR))
        own = self.threads.__dict__
        if not own:
            std = numpy.array(self.input["std"], numpy.float32)
            own["scale"] = (1 / (255 * std))[:, None, None]
            own["shift"] = (-numpy.array(self.input["mean"], numpy.float32) / std)[:, None, None]
            own["array"] = numpy.empty((1, 3, size[1], size[0]), numpy.float32)
        array = own["array"]
        numpy.multiply(pixels.transpose(2, 0, 1), own["scale"], out=array[0])
        numpy.add(array[0], own["shift"], out=array[0])
        return [float(answer.ravel()[-1]) for answer in self.session.run(None, {self.name: array})]


def peer(model, folder, passes):
    predictor = Peer(model)
    photos = sorted(str(file) for file in pathlib.Path(folder).rglob("*.jpg"))
    with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as threads:
        for _ in range(passes):
            begin, cpu = time.perf_counter(), time.process_time()
            for _ in threads.map(predictor.predict, photos, chunksize=1):
                pass
            rate = len(photos) / (time.perf_counter() - begin)
            cpu = (time.process_time() - cpu) / len(photos)
            print(f"{len(photos)} photos, {rate:.1f} a second, {1000 * cpu:.2f} ms of CPU for one", flush=True)


def figures(command):
    """Photos a second, and milliseconds of CPU for each, in the last pass."""
    lines = subprocess.run(command, capture_output=True, text=True, check=True).stdout.splitlines()
    return [float(field.split(" ")[0]) for field in lines[-1].split(", ")[1:]]


def main(java, model, folder, *others):
    commands = {"python": [sys.executable, __file__, "--peer", model, folder, str(PASSES)]}
    for name, file in [("twohead", model)] + [other.split("=", 1) for other in others]:
        commands[name] = shlex.split(java) + [file, folder, str(PASSES)]
    runs = {name: [] for name in commands}
    for turn in range(TURNS):
        # each goes first as often as last: what ran before leaves its traces
        for name in list(commands)[:: 1 if turn % 2 == 0 else -1]:
            runs[name].append(figures(commands[name]))
    print(f"{'':12}{'photos a second':>24}{'ratio to python':>24}{'CPU ms a photo':>24}")
    for name, own in runs.items():
        rates, cpu = zip(*own)
        ratios = [rate / python for rate, (python, _) in zip(rates, runs["python"])]
        print(f"{name:12}{text(rates, 0):>24}{text(ratios, 2):>24}{text(cpu, 2):>24}")


def text(values, digits):
    spread = f"{min(values):.{digits}f}–{max(values):.{digits}f}"
    return f"{statistics.median(values):.{digits}f} ({spread})"


if sys.argv[1] == "--peer":
    peer(sys.argv[2], sys.argv[3], int(sys.argv[4]))
else:
    main(*sys.argv[1:])
