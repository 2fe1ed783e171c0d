"""What twohead trains and times in check.py, in Python's PyTorch."""

import csv
import os
import pathlib
import statistics
import time

import numpy
import torch
from PIL import Image
from torch import nn

PICTURES = pathlib.Path(__file__).resolve().parent / "pictures"
HEADS = {"screen": 2, "not_a_document": 1}
SIZE, BATCH, EPOCHS, RATE = 128, 32, 15, 2e-3


def convolution(inputs, outputs, size=1, stride=1, groups=1, relu=True):
    layers = [nn.Conv2d(inputs, outputs, size, stride, size // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return layers + [nn.ReLU(inplace=True)] if relu else layers


class Unit(nn.Module):
    def __init__(self, inputs, outputs, down):
        super().__init__()
        half = outputs // 2
        if down:
            self.left = nn.Sequential(*convolution(inputs, inputs, 3, 2, inputs, False), *convolution(inputs, half))
        first = convolution(inputs if down else half, half)
        middle = convolution(half, half, 3, 2 if down else 1, half, False)
        self.right = nn.Sequential(*first, *middle, *convolution(half, half))
        self.down = down

    def forward(self, x):
        left, right = (self.left(x), x) if self.down else x.chunk(2, 1)
        x = torch.cat((left, self.right(right)), 1)
        n, c, h, w = x.shape
        return x.view(n, 2, c // 2, h, w).transpose(1, 2).reshape(n, c, h, w)


class Net(nn.Module):
    """ShuffleNetV2 x0.5 with two heads, as torchvision writes it."""

    def __init__(self):
        super().__init__()
        layers, inputs = [*convolution(3, 24, 3, 2), nn.MaxPool2d(3, 2, 1)], 24
        for outputs, units in (48, 4), (96, 8), (192, 4):
            layers += [Unit(inputs, outputs, True), *(Unit(outputs, outputs, False) for _ in range(units - 1))]
            inputs = outputs
        self.trunk = nn.Sequential(*layers)
        self.heads = nn.ModuleList(nn.Sequential(*convolution(192, 1024)) for _ in HEADS)
        self.last = nn.ModuleList(nn.Linear(1024, 1) for _ in HEADS)

    def forward(self, x):
        x = self.trunk(x)
        return torch.cat([last(head(x).mean([2, 3])) for head, last in zip(self.heads, self.last)], 1)


class Pictures(torch.utils.data.Dataset):
    """A table of pictures, decoded once."""

    mean, std = numpy.float32([0.485, 0.456, 0.406]), numpy.float32([0.229, 0.224, 0.225])

    def __init__(self, split, turn):
        rows = [(path, int(kind)) for path, kind in csv.reader(open(PICTURES / f"{split}.csv"), delimiter="|")]
        self.turn, self.images, self.labels = turn, [], torch.zeros(len(rows), len(HEADS))
        for i, (path, kind) in enumerate(rows):
            with Image.open(PICTURES / path) as image:
                self.images.append(image.convert("RGB").resize((SIZE, SIZE), Image.BILINEAR))
            self.labels[i] = torch.tensor([float(kind == positive) for positive in HEADS.values()])

    def __len__(self):
        return len(self.images)

    def __getitem__(self, i):
        image = self.images[i].rotate(numpy.random.uniform(-10, 10)) if self.turn else self.images[i]
        pixels = (numpy.asarray(image, numpy.float32) / 255 - self.mean) / self.std
        return torch.from_numpy(pixels.transpose(2, 0, 1).copy()), self.labels[i]


class Python:
    """The network on a device, with Adam."""

    def __init__(self, device, rate=1e-3):
        self.device = torch.device("cuda", int(device[3:])) if device.startswith("gpu") else torch.device("cpu")
        torch.manual_seed(42)
        self.net = Net().to(self.device)
        self.adam = torch.optim.Adam(self.net.parameters(), rate, weight_decay=1e-4)
        self.weights = torch.tensor([2.0, 1.0], device=self.device)
        self.pixels, self.labels = torch.zeros(64, 3, 256, 256), torch.ones(64, len(HEADS))

    def learn(self, pixels, labels):
        self.net.train()
        targets = labels.to(self.device) * 0.9 + 0.05
        logits = self.net(pixels.to(self.device))
        each = nn.functional.binary_cross_entropy_with_logits(logits, targets, reduction="none").mean(0)
        loss = (self.weights * each).sum()
        self.adam.zero_grad()
        loss.backward()
        self.adam.step()
        return loss.item()

    @torch.inference_mode()
    def answer(self, pixels):
        self.net.eval()
        return self.net(pixels.to(self.device)).cpu()

    def speed(self, kind, batch, seconds):
        """Images a second, on pixels that are ready in ordinary memory; losses and logits come back to it."""
        begin, images = time.perf_counter(), 0
        while time.perf_counter() - begin < seconds:
            self.learn(self.pixels, self.labels) if kind == "step" else self.answer(self.pixels[:batch])
            images += batch
        return images / (time.perf_counter() - begin)

    def f1(self, loader):
        logits, labels = map(torch.cat, zip(*((self.answer(pixels), labels) for pixels, labels in loader)))
        yes, true = logits > 0, labels == 1
        hits = (yes & true).sum(0)
        return dict(zip(HEADS, (2 * hits / (yes.sum(0) + true.sum(0))).tolist()))

    def train(self):
        """The training of twohead's command line: the F1 on test of the epoch that was best on validation."""
        workers = dict(num_workers=max(1, os.cpu_count() - 1), persistent_workers=True)
        train = torch.utils.data.DataLoader(Pictures("train", True), BATCH, shuffle=True, **workers)
        validation, test = (torch.utils.data.DataLoader(Pictures(split, False), 64) for split in ("val", "test"))
        schedule = torch.optim.lr_scheduler.StepLR(self.adam, max(1, EPOCHS * 4 // 9), 0.1)
        best, rates = -1, []
        for _ in range(EPOCHS):
            begin = time.perf_counter()
            for pixels, labels in train:
                self.learn(pixels, labels)
            rates.append(len(train.dataset) / (time.perf_counter() - begin))
            schedule.step()
            score = self.f1(validation)["screen"]
            if score > best:
                best, kept = score, self.f1(test)
        return {"images_per_second": statistics.median(rates[1:]), "f1": kept}
