"""Losses of distillation and their gradients by PyTorch, for SoftTargetsTest.

usage: python3 distillation_golden.py    (needs torch; rewrites ../resources/…/distillation_golden.txt)

Each line is temperature|weight|logits|targets|softened teacher|expected loss|expected gradient: of five images a yes/no
head of weight 2, and a head of three categories of weight 1. Targets are those before smoothing of 0.1; nan is an unknown
label. Everything is computed in double precision. The loss is (1 - w) * hard + w * T^2 * soft with the cross-entropy as
soft loss (Hinton et al., 2015); its gradient is also that of torch.nn.functional.kl_div, which is checked here.
"""
import pathlib

import torch
import torch.nn.functional as F

TARGET = pathlib.Path(__file__).parents[1] / "resources/io/github/twohead/djl/internal/training/distillation_golden.txt"
NAN = float("nan")
X = torch.tensor([2.5, -1.0, 0.3, -4.0, 8.0], dtype=torch.float64)
Y = torch.tensor([1.0, 0.0, NAN, 1.0, NAN], dtype=torch.float64)
TEACHER_X = torch.tensor([3.0, -2.5, 1.5, 0.2, -6.0], dtype=torch.float64)
Z = torch.tensor(
    [[2.0, -1.0, 0.5], [0.0, 3.0, -4.0], [1.0, 1.2, 0.8], [-2.0, 0.4, 5.0], [0.0, 0.0, 0.0]], dtype=torch.float64
)
K = [0, 2, None, 2, None]
TEACHER_Z = torch.tensor(
    [[4.0, -1.0, 0.0], [0.5, 1.0, 2.0], [1.0, -1.2, 0.8], [-5.0, 0.4, 6.0], [0.0, 3.0, -3.0]], dtype=torch.float64
)
SMOOTHING = 0.1


def text(numbers):
    return " ".join(repr(float(x)) for x in numbers.flatten())


def rows(binary, categories):
    return torch.cat([binary.reshape(-1, 1), categories], 1)


def hard(x, z):
    known = ~Y.isnan()
    smoothed = Y[known] * (1 - SMOOTHING) + SMOOTHING / 2
    binary = F.binary_cross_entropy_with_logits(x[known], smoothed)
    places = [i for i, k in enumerate(K) if k is not None]
    chosen = torch.tensor([K[i] for i in places])
    return 2 * binary + F.cross_entropy(z[places], chosen, label_smoothing=SMOOTHING)


def soft(x, z, t):
    binary = F.binary_cross_entropy_with_logits(x / t, torch.sigmoid(TEACHER_X / t))
    return 2 * binary + F.cross_entropy(z / t, F.softmax(TEACHER_Z / t, 1))


def divergence(x, z, t):
    two = torch.stack([F.logsigmoid(x / t), F.logsigmoid(-x / t)], 1)
    teacher = torch.sigmoid(TEACHER_X / t)
    binary = F.kl_div(two, torch.stack([teacher, 1 - teacher], 1), reduction="batchmean")
    return 2 * binary + F.kl_div(F.log_softmax(z / t, 1), F.softmax(TEACHER_Z / t, 1), reduction="batchmean")


def gradient(loss):
    x, z = X.clone().requires_grad_(True), Z.clone().requires_grad_(True)
    value = loss(x, z)
    value.backward()
    return value.detach(), rows(x.grad, z.grad)


lines = []
onehot = torch.full((5, 3), NAN, dtype=torch.float64)
for i, k in enumerate(K):
    if k is not None:
        onehot[i] = F.one_hot(torch.tensor(k), 3)
for t, w in [(4.0, 0.5), (1.0, 0.3), (2.0, 1.0), (20.0, 0.9)]:
    value, slope = gradient(lambda x, z: (1 - w) * hard(x, z) + w * t * t * soft(x, z, t))
    _, same = gradient(lambda x, z: (1 - w) * hard(x, z) + w * t * t * divergence(x, z, t))
    assert torch.allclose(slope, same, atol=1e-12), (t, w)
    teacher = rows(torch.sigmoid(TEACHER_X / t), F.softmax(TEACHER_Z / t, 1))
    lines.append("|".join([repr(t), repr(w), text(rows(X, Z)), text(rows(Y, onehot)), text(teacher), text(value), text(slope)]))
TARGET.parent.mkdir(parents=True, exist_ok=True)
TARGET.write_text("\n".join(lines) + "\n")
