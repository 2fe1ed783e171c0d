"""Reads event files of twohead's tracker with TensorBoard itself, and compares them with what was logged.

  pip install tensorboard pillow
  java -cp TEST_CLASSPATH io.github.twohead.experiments.ToldRun runs/told 3
  python tensorboard_check.py runs/told
      compares every scalar with metrics.jsonl and metrics.csv, equal as a 32-bit number, which TensorBoard's are, and
      histograms, PR curves, images and hyperparameters with told.jsonl
  python tensorboard_check.py --golden ../resources/tensorboard/golden.tfevents
      compares the golden file of EventFileTest with the numbers that stand there
  python tensorboard_check.py --masks
      prints checksums that TensorBoard's own writer makes, for EventFileTest

Verified with TensorBoard 2.21.0.
"""
import csv
import io
import json
import struct
import sys
from pathlib import Path

import numpy as np
from tensorboard.backend.event_processing.event_accumulator import EventAccumulator
from tensorboard.backend.event_processing.event_file_loader import EventFileLoader
from tensorboard.plugins.hparams import plugin_data_pb2
from tensorboard.util import tensor_util

EVERYTHING = {"scalars": 0, "tensors": 0, "images": 0, "histograms": 0}


def accumulated(path):
    events = EventAccumulator(str(path), size_guidance=EVERYTHING)
    events.Reload()
    return events


def tensors(events, plugin):
    """{tag: {step: array}} of a plugin."""
    return {
        tag: {event.step: tensor_util.make_ndarray(event.tensor_proto) for event in events.Tensors(tag)}
        for tag in events.PluginTagToContent(plugin)
    }


def scalars(events):
    return {tag: {event.step: event.value for event in events.Scalars(tag)} for tag in events.Tags()["scalars"]}


def float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def hyperparameters(events):
    content = events.PluginTagToContent("hparams")
    read = {tag: plugin_data_pb2.HParamsPluginData.FromString(value) for tag, value in content.items()}
    start = read["_hparams_/session_start_info"].session_start_info
    end = read["_hparams_/session_end_info"].session_end_info
    values = {key: getattr(value, value.WhichOneof("kind")) for key, value in start.hparams.items()}
    assert start.start_time_secs > 1e9 and not start.group_name
    return values, end


def check_scalars(folder, events):
    logged = {}
    for line in (folder / "metrics.jsonl").read_text().splitlines():
        moment = json.loads(line)
        time, epoch, step = (moment.pop(key) for key in ("time", "epoch", "step"))
        for tag, value in moment.items():
            if value is not None:
                at = step if tag.startswith("train/") and tag.split("/")[1] in BATCH else epoch
                assert logged.setdefault(tag, {}).setdefault(at, value) == value, tag
    read = scalars(events)
    assert read == {tag: {s: float32(v) for s, v in by.items()} for tag, by in logged.items()}, set(read) ^ set(logged)
    with open(folder / "metrics.csv", newline="") as rows:
        in_csv = [(r["name"], float(r["value"])) for r in csv.DictReader(rows) if r["value"]]
    assert sorted(in_csv) == sorted((tag, v) for tag, by in logged.items() for v in by.values())
    print(sum(map(len, read.values())), "scalars of", len(read), "tags are equal")


BATCH = {"batch_loss", "learning_rate", "images_per_second"}


def check_histograms(told, events):
    read = tensors(events, "histograms")
    count = 0
    for line in told:
        for name, histogram in line.get("weights", {}).items():
            edges = np.array(histogram["edges"])
            expected = np.stack([edges[:-1], edges[1:], histogram["counts"]], axis=1)
            assert np.array_equal(read["weights/" + name][line["epoch"]], expected), name
            count += 1
    assert count == sum(map(len, read.values()))
    print(count, "histograms are equal")


def curve(labels, probabilities, thresholds):
    """TensorBoard's own computation, of tensorboard/plugins/pr_curve/summary.py, in double precision."""
    labels = np.array(labels, bool)
    bins = np.floor(np.array(probabilities) * (thresholds - 1)).astype(int)
    tp = np.bincount(bins[labels], minlength=thresholds)[::-1].cumsum()[::-1]
    fp = np.bincount(bins[~labels], minlength=thresholds)[::-1].cumsum()[::-1]
    tn, fn = fp[0] - fp, tp[0] - tp
    return np.stack([tp, fp, tn, fn, tp / np.maximum(1e-7, tp + fp), tp / np.maximum(1e-7, tp + fn)])


def check_curves(told, events):
    read = tensors(events, "pr_curves")
    count = 0
    for line in told:
        if "curve" in line:
            rows = read[line["curve"]][line["epoch"]]
            assert rows.shape == (6, 201) and rows.dtype == np.float32
            expected = curve(line["labels"], line["probabilities"], 201).astype(np.float32)
            assert np.array_equal(rows, expected), line["curve"]
            count += 1
    assert count == sum(map(len, read.values()))
    print(count, "PR curves are equal")


def check_images(told, events):
    from PIL import Image

    read = tensors(events, "images")
    count = 0
    for line in told:
        if "pictures" in line:
            width, height, *files = read[line["pictures"]][line["epoch"]]
            assert len(files) == len(line["captions"]) > 0
            for file, grey in zip(files, line["grey"]):
                image = Image.open(io.BytesIO(file))
                assert image.size == (int(width), int(height)), image.size
                assert abs(image.getpixel((int(width) // 2, 9))[0] - grey) <= 3
                count += 1
    assert sum(len(a) - 2 for by in read.values() for a in by.values()) == count
    print(count, "images are of the right size and colour")


def check_run(folder):
    events = accumulated(folder)
    told = [json.loads(line) for line in (folder / "told.jsonl").read_text().splitlines()]
    check_scalars(folder, events)
    check_histograms(told, events)
    check_curves(told, events)
    check_images(told, events)
    values, end = hyperparameters(events)
    expected = {k: str(v).replace("'", "") if isinstance(v, list) else v for k, v in told[0]["recipe"].items()}
    assert values == expected, values
    assert end.status == 1 and end.end_time_secs > 1e9
    print(len(values), "hyperparameters are equal")


def check_golden(path):
    events = accumulated(path)
    first = next(iter(EventFileLoader(str(path)).Load()))
    assert first.file_version == "brain.Event:2" and first.wall_time == 1_800_000_000.25
    assert scalars(events) == {"train/batch_loss": {1: float32(0.1 + 0.2), 2: float32(-1e30)}}
    assert tensors(events, "histograms")["weights/fc.bias"][1].tolist() == [[-1, 0, 3], [0, 1, 5]]
    rows = tensors(events, "pr_curves")["validation/screen"][1]
    assert rows.tolist() == np.array(
        [[2, 1, 0], [3, 1, 0], [0, 2, 3], [0, 1, 2], [0.4, 0.5, 0], [1, 0.5, 0]], np.float32).tolist()
    image = b"\xff\xd8\x01\x02\x03"
    assert tensors(events, "images")["validation/screen/errors"][1].tolist() == [b"4", b"3", image, image]
    values, end = hyperparameters(events)
    assert end.status == 1 and end.end_time_secs == 1_800_000_060.25
    assert values == {
        "training.epochs": 3, "training.learning_rate": 1e-3, "evaluation.calibrate": True,
        "backbone.name": "shufflenetv2_x0.5", "tags": "[a, b]"}, values
    print("the golden file says what it should")


def masks():
    from tensorboard.summary.writer.record_writer import RecordWriter

    for data in (b"", b"123456789", bytes(range(256))):
        out = io.BytesIO()
        RecordWriter(out).write(data)
        record = out.getvalue()
        length, = struct.unpack("<I", record[8:12])
        content, = struct.unpack("<I", record[-4:])
        print(len(data), "bytes: length 0x%08x, content 0x%08x" % (length, content))


if __name__ == "__main__":
    if sys.argv[1] == "--golden":
        check_golden(Path(sys.argv[2]))
    elif sys.argv[1] == "--masks":
        masks()
    else:
        check_run(Path(sys.argv[1]))
