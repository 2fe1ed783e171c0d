"""Golden numbers of optimizers and schedules, by PyTorch in double precision.

usage: python3 steps_golden.py    (needs torch; rewrites ../resources/…/training/steps_golden.txt)

Each line is a name and numbers. `sgd`: weights after each of five steps, whose start and gradients the Java test
repeats. `one_cycle`: factors of the rate at each of 40 steps. PyTorch counts the two phases of its cycle one step
shorter than twohead, which goes by the share of training that is done; a cycle of 41 steps whose peak is at step 12 is
the same curve. `plateau`: factors of the rate after each score.
"""
import pathlib
import warnings

import torch

START = [1.0, -2.0, 0.5, 3.0]
GRADIENTS = [[0.5, -1, 0, 1e-3], [-0.2, -1, 0.3, 0], [2, 0.1, -0.3, -1e-3], [0.1, 5, 0, 1e-4], [-1, 0.5, 0.25, 2]]
SGD = {
    "plain": dict(weight_decay=0),
    "decay": dict(weight_decay=0.1),
    "momentum": dict(weight_decay=0, momentum=0.9),
    "momentum_decay": dict(weight_decay=0.1, momentum=0.9),
    "nesterov_decay": dict(weight_decay=0.1, momentum=0.9, nesterov=True),
}
LOSSES = [1.0, 0.9, 0.95, 0.90001, 0.8, 0.9, 0.85, 0.81, 0.79999, 0.83, 0.82, 0.5]
SCORES = [0.2, 0.2, 0.20001, 0.3, 0.1, 0.1, 0.1, 0.1, 0.4, 0.40003, 0.40005]

lines = []


def line(name, values):
    lines.append(name + " " + " ".join(repr(float(value)) for value in values))


for name, settings in SGD.items():
    weight = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([weight], lr=0.05, **settings)
    for gradient in GRADIENTS:
        weight.grad = torch.tensor(gradient, dtype=torch.float64)
        optimizer.step()
        line("sgd " + name, weight.detach())

warnings.simplefilter("ignore")  # schedules step without their optimizer
optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
cycle = torch.optim.lr_scheduler.OneCycleLR(
    optimizer, max_lr=1.0, total_steps=41, pct_start=13 / 41, anneal_strategy="cos", cycle_momentum=False
)
factors = []
for _ in range(40):
    factors.append(optimizer.param_groups[0]["lr"])
    cycle.step()
line("one_cycle", factors)

for mode, scores in (("min", LOSSES), ("max", SCORES)):
    optimizer = torch.optim.SGD([torch.zeros(1)], lr=1.0)
    plateau = torch.optim.lr_scheduler.ReduceLROnPlateau(optimizer, mode=mode, factor=0.5, patience=1)
    factors = []
    for score in scores:
        plateau.step(score)
        factors.append(optimizer.param_groups[0]["lr"])
    line("plateau " + mode + " scores", scores)
    line("plateau " + mode + " factors", factors)

target = pathlib.Path(__file__).parent.parent / "resources/io/github/twohead/djl/internal/training/steps_golden.txt"
target.write_text("\n".join(lines) + "\n")
