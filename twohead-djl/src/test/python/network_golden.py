"""Golden tensors of the network, its loss and its gradients, from an independent PyTorch implementation.

usage: python3 network_golden.py    (needs torch; rewrites ../resources/…/nn/network_golden.safetensors)

Weights and inputs are drawn from a small integer generator that the Java test repeats, so that only the
results need to be kept.
"""
import json
import pathlib
import struct
import zlib

import torch
import torch.nn as nn
import torch.nn.functional as F

CHANNELS = {"0_5": (24, 48, 96, 192), "1_0": (24, 116, 232, 464), "1_5": (24, 176, 352, 704), "2_0": (24, 244, 488, 976)}
HEADS = {"screen": 1024, "glare": 256}
LOSS_WEIGHTS = (2.0, 1.0)
SMOOTHING = 0.1
NAN = float("nan")
TARGETS = [[1.0, 0.0], [0.0, NAN], [1.0, 1.0], [NAN, 0.0]]


def uniform(name, count):
    """Numbers in -1..1 that follow from a name."""
    state = zlib.crc32(name.encode()) & 0x7FFFFFFF
    values = []
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        values.append(state / 0x40000000 - 1)
    return torch.tensor(values, dtype=torch.float64)


def fill(module):
    """Gives every tensor of a module the numbers that follow from its name."""
    state = module.state_dict()
    for name, tensor in state.items():
        if name.endswith("num_batches_tracked"):
            continue
        u = uniform(name, tensor.numel()).reshape(tensor.shape)
        if tensor.dim() > 1:
            value = u * (3.0 / tensor[0].numel()) ** 0.5
        elif name.endswith("running_mean"):
            value = 0.1 * u
        elif name.endswith(("running_var", "weight")):
            value = 1 + 0.3 * u
        else:
            value = 0.1 * u
        tensor.copy_(value)


def shuffle(x):
    n, c, h, w = x.shape
    return x.reshape(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)


def depthwise(channels, stride):
    return [nn.Conv2d(channels, channels, 3, stride, 1, groups=channels, bias=False), nn.BatchNorm2d(channels)]


def pointwise(inputs, outputs):
    return [nn.Conv2d(inputs, outputs, 1, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()]


class Unit(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        half = outputs // 2
        self.stride = stride
        if stride == 2:
            self.branch1 = nn.Sequential(*depthwise(inputs, 2), *pointwise(inputs, half))
        self.branch2 = nn.Sequential(
            *pointwise(inputs if stride == 2 else half, half), *depthwise(half, stride), *pointwise(half, half)
        )

    def forward(self, x):
        if self.stride == 2:
            return shuffle(torch.cat([self.branch1(x), self.branch2(x)], 1))
        kept, worked = x.chunk(2, 1)
        return shuffle(torch.cat([kept, self.branch2(worked)], 1))


class Head(nn.Module):
    def __init__(self, inputs, width):
        super().__init__()
        self.conv = nn.Sequential(*pointwise(inputs, width))
        self.fc = nn.Linear(width, 1)

    def forward(self, x):
        return self.fc(self.conv(x).mean([2, 3]))


class Net(nn.Module):
    def __init__(self, channels):
        super().__init__()
        first, *stages = channels
        self.conv1 = nn.Sequential(nn.Conv2d(3, first, 3, 2, 1, bias=False), nn.BatchNorm2d(first), nn.ReLU())
        self.maxpool = nn.MaxPool2d(3, 2, 1)
        inputs = first
        for number, (outputs, repeats) in enumerate(zip(stages, (4, 8, 4)), 2):
            units = [Unit(inputs, outputs, 2)] + [Unit(outputs, outputs, 1) for _ in range(repeats - 1)]
            setattr(self, f"stage{number}", nn.Sequential(*units))
            inputs = outputs
        self.heads = nn.ModuleDict({name: Head(inputs, width) for name, width in HEADS.items()})

    def forward(self, x, seen=None):
        for name in ("conv1", "maxpool", "stage2", "stage3", "stage4"):
            x = getattr(self, name)(x)
            if seen is not None:
                seen[name] = x
        return torch.cat([head(x) for head in self.heads.values()], 1)


def loss_of(logits):
    targets = torch.tensor(TARGETS)
    total = 0
    for column, weight in enumerate(LOSS_WEIGHTS):
        known = ~targets[:, column].isnan()
        smoothed = targets[known, column] * (1 - SMOOTHING) + SMOOTHING / 2
        total = total + weight * F.binary_cross_entropy_with_logits(logits[known, column], smoothed)
    return total


def write(path, tensors):
    header, data = {}, b""
    for name, tensor in tensors.items():
        raw = tensor.detach().float().contiguous().numpy().astype("<f4").tobytes()
        header[name] = {"dtype": "F32", "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    path.write_bytes(struct.pack("<Q", len(text)) + text + data)


def main():
    golden = {}
    images = uniform("images", 4 * 3 * 64 * 64).reshape(4, 3, 64, 64).float()
    for multiplier, channels in CHANNELS.items():
        net = Net(channels)
        fill(net)
        net.eval()
        with torch.inference_mode():
            seen = {}
            golden[f"{multiplier}.logits"] = net(images, seen)
            golden[f"{multiplier}.stage4"] = seen["stage4"][0, :, 0, 0]
        if multiplier == "0_5":
            for name, activation in seen.items():
                golden[f"activation.{name}"] = activation[1, ::4] if name == "conv1" else activation[1]
            net.train()
            loss = loss_of(net(images))
            loss.backward()
            golden["loss"] = loss.reshape(1)
            for name, parameter in net.named_parameters():
                flat = parameter.grad.flatten()
                golden[f"gradient.{name}"] = torch.cat([flat.norm().reshape(1), flat[:4]])
            for name, buffer in net.named_buffers():
                if name.startswith(("conv1", "stage4.0.branch1.1", "heads")) and buffer.dim():
                    golden[f"buffer.{name}"] = buffer[:8]
    folder = pathlib.Path(__file__).parent / "../resources/io/github/twohead/djl/internal/nn"
    write(folder / "network_golden.safetensors", golden)


if __name__ == "__main__":
    main()
