"""Losses of heads and their gradients by PyTorch, torchvision and the papers' formulas, for HeadLossTest.

usage: python3 loss_golden.py    (needs torch, torchvision, scikit-learn; rewrites ../resources/…/loss_golden.txt)

Each line is name|logits|targets|expected loss|expected gradient. Targets are those before smoothing; nan is an
unknown label. Everything is computed in double precision.
"""
import pathlib

import numpy as np
import torch
import torch.nn.functional as F
from sklearn.utils.class_weight import compute_class_weight
from torchvision.ops import sigmoid_focal_loss

TARGET = pathlib.Path(__file__).parents[1] / "resources/io/github/twohead/djl/internal/training/loss_golden.txt"
NAN = float("nan")
X = torch.tensor([2.5, -1.0, 0.3, -4.0, 0.0, 6.0, -0.7, 30.0, -25.0, 1.5], dtype=torch.float64)
HARD = torch.tensor([1.0, 0.0, 1.0, 0.0, NAN, 0.0, 1.0, 1.0, 0.0, 0.0], dtype=torch.float64)
SOFT = torch.tensor([0.7, 0.0, 1.0, 0.2, NAN, 0.5, 0.9, 1.0, 0.0, 0.35], dtype=torch.float64)
Z = torch.tensor(
    [[2.0, -1.0, 0.5], [0.0, 3.0, -4.0], [1.0, 1.2, 0.8], [-2.0, 0.4, 5.0], [0.0, 0.0, 0.0]], dtype=torch.float64
)
Y = torch.tensor([0, 2, 1, 2, 0])
MIXED = torch.tensor(
    [[0.7, 0.3, 0.0], [0.0, 0.0, 1.0], [0.0, 0.6, 0.4], [0.25, 0.25, 0.5], [1.0, 0.0, 0.0]], dtype=torch.float64
)
WEIGHTS = torch.tensor([2.0, 0.5, 1.0], dtype=torch.float64)
ROWS = torch.tensor([1.0, 0.5, 3.0, 2.0, 9.0, 0.1, 1.0, 0.2, 4.0, 1.5], dtype=torch.float64)
LINES = []


def text(numbers):
    return " ".join(repr(float(x)) for x in numbers.flatten())


def add(name, logits, targets, loss):
    """A loss of logits as a function, with its gradient."""
    x = logits.clone().requires_grad_(True)
    value = loss(x)
    value.backward()
    LINES.append("|".join([name, text(logits), text(targets), repr(value.item()), text(x.grad)]))


def binary(name, targets, smoothing, loss):
    """The mean over the known images, of losses of logits and smoothed targets."""
    known = ~torch.isnan(targets)
    t = targets[known] * (1 - smoothing) + smoothing / 2
    add(name, X, targets, lambda x: loss(x[known], t).mean())


def asymmetric(x, y, gamma_neg=4.0, gamma_pos=1.0, clip=0.05):
    """Equations 4 to 7 of arXiv:2009.14119, linear in y."""
    p = torch.sigmoid(x)
    shifted = (p - clip).clamp(min=0)
    positive = (1 - p) ** gamma_pos * F.logsigmoid(x)
    negative = shifted**gamma_neg * (torch.log(1 - shifted) if clip else F.logsigmoid(-x))
    return -y * positive - (1 - y) * negative


def official_asymmetric(x, y, gamma_neg=4.0, gamma_pos=1.0, clip=0.05, eps=1e-8):
    """AsymmetricLoss of https://github.com/Alibaba-MIIL/ASL, without its sum and with its gradient through weights."""
    xs_pos = torch.sigmoid(x)
    xs_neg = (1 - xs_pos + clip).clamp(max=1)
    loss = y * torch.log(xs_pos.clamp(min=eps)) + (1 - y) * torch.log(xs_neg.clamp(min=eps))
    pt = xs_pos * y + xs_neg * (1 - y)
    return -loss * torch.pow(1 - pt, gamma_pos * y + gamma_neg * (1 - y))


def focal_softmax(z, t, gamma):
    log_p = F.log_softmax(z, 1)
    return -(t * (1 - log_p.exp()) ** gamma * log_p).sum(1)


def bce(weight):
    pos = torch.tensor(weight, dtype=torch.float64)
    return lambda x, t: F.binary_cross_entropy_with_logits(x, t, pos_weight=pos, reduction="none")


def one_hot():
    return F.one_hot(Y, 3).double()


known = ~torch.isnan(HARD)
h = HARD[known]
assert torch.allclose(asymmetric(X[known], h), official_asymmetric(X[known], h), atol=1e-9)

for label, targets in (("hard", HARD), ("soft", SOFT)):
    for smoothing in (0.0, 0.1):
        case = f"{label} {smoothing}"
        binary(f"bce {case}", targets, smoothing, bce(1.0))
        binary(f"pos_weight 4 {case}", targets, smoothing, bce(4.0))
        binary(f"pos_weight 0.3 {case}", targets, smoothing, bce(0.3))
        binary(f"focal {case}", targets, smoothing, lambda x, t: sigmoid_focal_loss(x, t))
        binary(f"focal(gamma 0.5, alpha 0.6) {case}", targets, smoothing,
               lambda x, t: sigmoid_focal_loss(x, t, alpha=0.6, gamma=0.5))
        binary(f"focal(gamma 0, alpha 0.5) {case}", targets, smoothing,
               lambda x, t: sigmoid_focal_loss(x, t, alpha=0.5, gamma=0))
        binary(f"asymmetric {case}", targets, smoothing, asymmetric)
        binary(f"asymmetric(gamma_negative 2, gamma_positive 0, clip 0) {case}", targets, smoothing,
               lambda x, t: asymmetric(x, t, 2.0, 0.0, 0.0))

negatives, positives = (h == 0).sum().item(), (h == 1).sum().item()
binary("balanced pos_weight", HARD, 0.1, bce(negatives / positives))
add("row weights", X, HARD, lambda x: (
    ROWS[known] * F.binary_cross_entropy_with_logits(x[known], 0.9 * h + 0.05, reduction="none")).sum()
    / ROWS[known].sum())

balanced = torch.tensor(compute_class_weight("balanced", classes=np.arange(3), y=Y.numpy()))
for smoothing in (0.0, 0.1):
    for name, weights in (("none", torch.ones(3).double()), ("given", WEIGHTS), ("balanced", balanced)):
        add(f"cross_entropy {name} {smoothing}", Z, one_hot(),
            lambda z: F.cross_entropy(z, Y, weight=weights, label_smoothing=smoothing))
    mixed = MIXED * (1 - smoothing) + smoothing / 3
    add(f"cross_entropy mixed {smoothing}", Z, MIXED, lambda z: F.cross_entropy(z, mixed))
    # PyTorch divides soft targets' weighted losses by the images; here they are divided as hard ones, by weights
    add(f"cross_entropy given mixed {smoothing}", Z, MIXED,
        lambda z: F.cross_entropy(z, mixed, weight=WEIGHTS, reduction="sum") / (MIXED @ WEIGHTS).sum())
    hot = one_hot() * (1 - smoothing) + smoothing / 3
    add(f"focal softmax {smoothing}", Z, one_hot(), lambda z: focal_softmax(z, hot, 2.0).mean())
    add(f"focal softmax mixed {smoothing}", Z, MIXED, lambda z: focal_softmax(z, mixed, 2.0).mean())
add("row weights softmax given", Z, one_hot(), lambda z: (
    ROWS[:5] * F.cross_entropy(z, Y, weight=WEIGHTS, reduction="none")).sum() / (ROWS[:5] * WEIGHTS[Y]).sum())

TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text("\n".join(LINES) + "\n")
print(len(LINES), "cases")
