"""Thresholds and calibrations of made-up answers by scikit-learn and SciPy, for CalibrationFitTest and ThresholdChoiceTest.

usage: python3 operating_points_golden.py    (needs scikit-learn 1.9 and SciPy 1.17; prints the test's numbers)

Logits and labels are drawn from a small integer generator that the test repeats, so that only results are kept.
"""
import zlib

import numpy as np
from scipy.optimize import brentq, minimize
from scipy.special import expit, log_softmax, logsumexp
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score, precision_score, recall_score


def uniform(name, count):
    """Numbers in 0..1 that follow from a name."""
    state = zlib.crc32(name.encode()) & 0x7FFFFFFF
    values = []
    for _ in range(count):
        state = (state * 1103515245 + 12345) & 0x7FFFFFFF
        values.append(state / 0x80000000)
    return np.array(values)


def binary(name, count, sureness, shift):
    """Logits in -6..6, and labels that are positive as often as a less sure head would say."""
    logits = 12 * uniform(name, count) - 6
    return logits, (uniform(name + " labels", count) < expit(sureness * logits + shift)).astype(int)


def categorical(name, count, categories, sureness):
    """Logits in -4..4, and labels as often as a less sure head would say."""
    logits = 8 * uniform(name, count * categories).reshape(count, categories) - 4
    shares = np.exp(log_softmax(sureness * logits, axis=1)).cumsum(axis=1)
    drawn = uniform(name + " labels", count)
    return logits, np.minimum((drawn[:, None] >= shares).sum(axis=1), categories - 1)


def temperature(logits, labels, smooth):
    """The temperature with the least cross-entropy, where smooth targets are (n + 1) / (n + 2)."""
    count, columns = logits.shape
    own = (count + 1) / (count + 2) if smooth else 1.0
    targets = np.full(logits.shape, (1 - own) / (columns - 1))
    targets[np.arange(count), labels] = own

    def gradient(slope):
        shares = np.exp(log_softmax(slope * logits, axis=1))
        return ((shares - targets) * logits).sum()

    slope = brentq(gradient, 1e-6, 1e3, xtol=1e-15, rtol=1e-14)
    loss = minimize(
        lambda s: (logsumexp(s[0] * logits, axis=1) - s[0] * (targets * logits).sum(axis=1)).sum(),
        [1.0], method="Nelder-Mead", options={"xatol": 1e-10, "fatol": 1e-12})
    assert abs(loss.x[0] - slope) < 1e-5 * slope, (loss.x, slope)
    return 1 / slope


def platt(logits, labels):
    """Platt's slope and offset: logistic regression without penalty on each image as positive and as negative."""
    positives, negatives = labels.sum(), (1 - labels).sum()
    targets = np.where(labels == 1, (positives + 1) / (positives + 2), 1 / (negatives + 2))
    model = LogisticRegression(C=np.inf, tol=1e-12, max_iter=10000, solver="newton-cholesky")
    model.fit(np.concatenate([logits, logits])[:, None], np.repeat([1, 0], len(logits)),
              sample_weight=np.concatenate([targets, 1 - targets]))
    return model.coef_[0, 0], model.intercept_[0]


def choice(rule, probabilities, labels):
    """The decisions (TP, FP) of the rule, by looking at every probability as a threshold."""
    kind, _, bound = rule.partition("=")
    bound = float(bound or 0)
    best = None
    for threshold in np.unique(probabilities)[::-1]:
        yes = (probabilities >= threshold).astype(int)
        tp, fp = int((yes & labels).sum()), int((yes & ~labels & 1).sum())
        f1, recall = f1_score(labels, yes), recall_score(labels, yes)
        precision, fpr = precision_score(labels, yes), fp / (1 - labels).sum()
        kept, goal = {
            "f1": (True, f1),
            "youden": (True, tp * int((1 - labels).sum()) - fp * int(labels.sum())),
            "recall>": (recall >= bound, precision),
            "precision>": (precision >= bound, recall),
            "fpr<": (fpr <= bound, recall),
        }[kind]
        if kept and tp > 0 and (best is None or goal > best[0]):
            best = (goal, tp, fp)
    return best[1:]


def main():
    logits, labels = binary("sure", 400, 0.4, -0.3)
    pair = np.stack([np.zeros(400), logits], axis=1)
    print("binary", labels.sum(), temperature(pair, labels, True), temperature(pair, labels, False))
    print("binary platt", *platt(logits, labels))
    apart, _ = binary("apart", 60, 1, 0)
    sides = (apart > 0).astype(int)
    pair = np.stack([np.zeros(60), apart], axis=1)
    print("apart", sides.sum(), temperature(pair, sides, True), *platt(apart, sides))
    rare = np.concatenate([2 * uniform("rare", 20) + 5, 2 * uniform("frequent", 1000) - 7])
    rare[20:25] += 12
    print("rare platt", *platt(rare, (np.arange(1020) < 20).astype(int)))
    rows, own = categorical("kinds", 300, 5, 0.5)
    print("categorical", np.bincount(own), temperature(rows, own, True), temperature(rows, own, False))
    tied = np.round(expit(logits), 2)
    for rule in ("f1", "youden", "recall>=0.9", "precision>=0.8", "fpr<=0.05", "recall>=1", "precision>=0.95"):
        print(rule, *choice(rule, tied, labels))


if __name__ == "__main__":
    main()
