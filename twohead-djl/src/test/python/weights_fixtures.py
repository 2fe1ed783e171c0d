"""Writes files of weights for the tests: python3 weights_fixtures.py (needs PyTorch and NumPy).

The values are small multiples of 1/4, which every type holds exactly; the tests know them.
"""

import argparse
import collections
import datetime
import json
import pathlib
import struct
import types
import zipfile

import numpy
import torch

TARGET = pathlib.Path(__file__).parents[1] / "resources/io/github/twohead/djl/internal/weights"


def steps(*shape, dtype=torch.float32):
    count = int(torch.tensor(shape).prod())
    return (torch.arange(count, dtype=torch.float32) / 4 - 1).reshape(shape).to(dtype)


def mixed():
    shared = steps(4, 2)
    state = collections.OrderedDict(
        {
            "conv.weight": steps(2, 3, 1, 1),
            "half": steps(5, dtype=torch.float16),
            "bfloat16": steps(5, dtype=torch.bfloat16),
            "double": steps(5, dtype=torch.float64),
            "transposed": steps(2, 3).t(),
            "every_other": steps(3, 4)[:, ::2],
            "shared.first": shared[:2],
            "shared.last": shared[3],
            "parameter": torch.nn.Parameter(steps(3)),
            "scalar": torch.tensor(2.5),
            "empty": torch.empty(0, 3),
            "bn.num_batches_tracked": torch.tensor(7),
            "mask": torch.tensor([True, False]),
        }
    )
    state._metadata = collections.OrderedDict({"": {"version": 1}})
    return state


def save(value, name, legacy=False, **options):
    torch.save(value, TARGET / name, _use_new_zipfile_serialization=not legacy, **options)


def save_both(value, stem, **options):
    save(value, stem + "-legacy.pth", legacy=True, **options)
    save(value, stem + "-zip.pth", **options)


def rewrite(source, target, compression, edit):
    with zipfile.ZipFile(TARGET / source) as old, zipfile.ZipFile(
        TARGET / target, "w", compression
    ) as new:
        for name in old.namelist():
            new.writestr(zipfile.ZipInfo(name), edit(name, old.read(name)), compression)


def on_gpu(content):
    """Says that the storages were on a GPU."""
    return content.replace(b"X\x03\0\0\0cpu", b"X\x06\0\0\0cuda:0")


def big_endian(name, content):
    if name.endswith("/byteorder"):
        return b"big"
    if "/data/" in name:
        count = len(content) // 4
        return struct.pack(f">{count}f", *struct.unpack(f"<{count}f", content))
    return content


class Malicious:
    def __reduce__(self):
        import os

        return os.system, ("echo this must never run",)


def write_torch():
    save_both(mixed(), "mixed")
    save_both(mixed(), "protocol4", pickle_protocol=4)
    cuda = on_gpu((TARGET / "mixed-legacy.pth").read_bytes())
    (TARGET / "cuda-legacy.pth").write_bytes(cuda)
    rewrite("mixed-zip.pth", "cuda-deflated.pth", zipfile.ZIP_DEFLATED, lambda _, c: on_gpu(c))
    save({"a": steps(2, 2)}, "small-zip.pth")
    rewrite("small-zip.pth", "big-endian.pth", zipfile.ZIP_STORED, big_endian)
    weights = {"module.a": steps(2), "module.b": steps(3)}
    optimizer = {"state": {0: {"exp_avg": steps(2)}}, "param_groups": [{"lr": 0.1}]}
    checkpoint = {"epoch": 3, "best": torch.tensor(0.5), "optimizer": optimizer}
    save_both({**checkpoint, "state_dict": weights}, "wrapped")
    save({"model": {"state_dict": weights}}, "wrapped-twice.pth")
    torch.serialization.set_crc32_options(False)
    save(mixed(), "no-checksums.pth")
    torch.serialization.set_crc32_options(True)


def write_checkpoints():
    """What training scripts save: torchvision's reference script, and what others put beside."""
    layer = torch.nn.Linear(1, 1)
    optimizer = torch.optim.SGD(layer.parameters(), lr=0.1, momentum=0.9)
    layer(torch.ones(1, 1)).sum().backward()
    optimizer.step()
    schedulers = [
        torch.optim.lr_scheduler.LinearLR(optimizer, start_factor=0.01, total_iters=5),
        torch.optim.lr_scheduler.MultiStepLR(optimizer, milestones=[3, 3, 6]),
    ]
    scheduler = torch.optim.lr_scheduler.SequentialLR(optimizer, schedulers, milestones=[5])
    args = argparse.Namespace(
        lr=0.5, model="x", weights=None, amp=False, steps=[1, 2.5], gpu=-1, big=2**70, pair=(1,)
    )
    checkpoint = {
        "model": {"a": steps(2), "b": steps(3), "bn.num_batches_tracked": torch.tensor(7)},
        "optimizer": optimizer.state_dict(),
        "lr_scheduler": scheduler.state_dict(),
        "epoch": 12,
        "args": args,
        "scaler": {"scale": 65536.0, "_growth_tracker": 0},
    }
    save_both(checkpoint, "script")
    values = {
        "path": pathlib.PurePosixPath("/x"),
        "device": torch.device("cpu"),
        "dtype": torch.float32,
        "size": torch.Size([1, 2]),
        "array": numpy.arange(3),
        "number": numpy.float64(0.5),
        "bytes": b"abc",
        "bytearray": bytearray(b"abc"),
        "set": {1, 2},
        "frozenset": frozenset({1}),
        "complex": 1 + 2j,
        "deque": collections.deque([1, 2]),
        "counter": collections.Counter("aab"),
        "when": datetime.datetime(2020, 1, 2),
        "space": types.SimpleNamespace(a=1),
    }
    weights = collections.defaultdict(list, {"a": steps(2), "b": steps(3)})
    checkpoint = {"hyper_parameters": values, "model": weights}
    save(checkpoint, "values-protocol2.pth")
    save(checkpoint, "values-protocol5.pth", pickle_protocol=5)


def write_refused():
    save_both(torch.nn.Identity(), "module")
    save_both({"a": Malicious()}, "malicious")
    quantised = torch.quantize_per_tensor(steps(4), 0.25, 0, torch.qint8)
    save_both({"a": quantised}, "quantised")
    save({"a": torch.zeros(2, dtype=torch.complex64)}, "complex.pth")
    save({"a": torch.zeros(2).to(torch.float8_e5m2)}, "float8.pth")
    save(steps(2), "tensor.pth")
    save({"epoch": 3}, "no-weights.pth")
    torch.jit.script(torch.nn.Identity()).save(TARGET / "torchscript.pt")


def write_safetensors():
    header, data = {"__metadata__": {"format": "pt"}}, b""
    types = {"F32": "float32", "F64": "float64", "F16": "float16", "BF16": "bfloat16"}
    for name, tensor in {
        **{key: steps(2, 3, dtype=getattr(torch, value)) for key, value in types.items()},
        "I64": torch.tensor([7]),
    }.items():
        content = tensor.contiguous().view(torch.uint8).numpy().tobytes()
        place = [len(data), len(data) + len(content)]
        header[name] = {"dtype": name, "shape": list(tensor.shape), "data_offsets": place}
        data += content
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    content = struct.pack("<Q", len(text)) + text + data
    (TARGET / "mixed.safetensors").write_bytes(content)


def main():
    TARGET.mkdir(parents=True, exist_ok=True)
    write_torch()
    write_checkpoints()
    write_refused()
    write_safetensors()
    for path in sorted(TARGET.iterdir()):
        print(path.name, path.stat().st_size)


if __name__ == "__main__":
    main()
