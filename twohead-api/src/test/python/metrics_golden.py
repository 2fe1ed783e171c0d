"""Metrics, curves and intervals by scikit-learn, for MetricsGoldenTest.

usage: python3 metrics_golden.py    (needs scikit-learn >= 1.8; rewrites ../resources/…/metrics_golden.txt)

Each line is case|what|numbers. The answers themselves are among them: the label is -1 where unknown.
"""
import pathlib

import numpy as np
from sklearn import metrics
from sklearn.calibration import calibration_curve

TARGET = pathlib.Path(__file__).parents[1] / "resources/io/github/twohead/metrics_golden.txt"
BINS = 15
LEVEL = 0.9
RESAMPLES = 60
SEED = 7


class JavaRandom:
    """java.util.Random, as its documentation specifies it."""

    def __init__(self, seed):
        self.state = (seed ^ 0x5DEECE66D) & (1 << 48) - 1

    def bits(self):
        self.state = (self.state * 0x5DEECE66D + 0xB) & (1 << 48) - 1
        return self.state >> 17

    def next_int(self, bound):
        if bound & (bound - 1) == 0:
            return bound * self.bits() >> 31
        while True:
            bits = self.bits()
            if bits - bits % bound + bound - 1 < 1 << 31:
                return bits % bound


def binary(y, p, threshold):
    """Every metric of a yes/no question that is defined on these images."""
    yes = (p >= threshold).astype(int)
    both = len(set(y)) == 2
    two = np.stack([1 - p, p], axis=1)
    scores = {
        "F1": metrics.f1_score(y, yes, zero_division=0),
        "F0.5": metrics.fbeta_score(y, yes, beta=0.5, zero_division=0),
        "F2": metrics.fbeta_score(y, yes, beta=2, zero_division=0),
        "PRECISION": metrics.precision_score(y, yes, zero_division=0),
        "RECALL": metrics.recall_score(y, yes, zero_division=0),
        "ACCURACY": metrics.accuracy_score(y, yes),
        "BALANCED_ACCURACY": metrics.balanced_accuracy_score(y, yes),
        "MCC": metrics.matthews_corrcoef(y, yes),
        "LOG_LOSS": metrics.log_loss(y, two, labels=[0, 1]),
        "BRIER": metrics.brier_score_loss(y, p, labels=[0, 1]) if both else np.mean((p - y) ** 2),
        "ECE": ece(y, p, "uniform"),
        "ECE_EQUAL_COUNT": ece(y, p, "quantile"),
        "ECE5": ece(y, p, "uniform", 5),
    }
    if y.sum() > 0:
        precision, recall, _ = metrics.precision_recall_curve(y, p)
        scores["AVERAGE_PRECISION"] = metrics.average_precision_score(y, p)
        for least in (0.5, 0.9, 1.0):
            scores[f"recall@precision>={least:g}"] = recall[precision >= least].max()
            scores[f"precision@recall>={least:g}"] = precision[recall >= least].max()
    if both:
        fpr, tpr, _ = metrics.roc_curve(y, p, drop_intermediate=False)
        scores["ROC_AUC"] = metrics.roc_auc_score(y, p)
        for most in (0.0, 0.05, 0.2):
            scores[f"recall@fpr<={most:g}"] = tpr[fpr <= most].max()
    return scores


def categorical(y, p):
    """Every metric of a question with categories."""
    answer = p.argmax(axis=1)
    all_categories = list(range(p.shape[1]))
    one_hot = np.eye(p.shape[1])[y]
    confidence = p.max(axis=1)
    scores = {
        "ACCURACY": metrics.accuracy_score(y, answer),
        "BALANCED_ACCURACY": metrics.balanced_accuracy_score(y, answer),
        "MCC": metrics.matthews_corrcoef(y, answer),
        "LOG_LOSS": metrics.log_loss(y, p, labels=all_categories),
        "BRIER": metrics.brier_score_loss(y, p, labels=all_categories, scale_by_half=False),
        "ECE": ece(answer == y, confidence, "uniform"),
        "ECE_EQUAL_COUNT": ece(answer == y, confidence, "quantile"),
    }
    for average in ("macro", "micro"):
        for name, score in (
            ("PRECISION", metrics.precision_score),
            ("RECALL", metrics.recall_score),
            ("F1", metrics.f1_score),
        ):
            value = score(y, answer, average=average, zero_division=0)
            scores[f"{average.upper()}_{name}"] = value
    assert np.isclose(scores["BRIER"], ((p - one_hot) ** 2).sum(axis=1).mean())
    return scores


def ece(y, p, strategy, bins=BINS):
    """calibration_curve has no counts: they are of its own bins."""
    right, told = calibration_curve(y, p, n_bins=bins, strategy=strategy, pos_label=1)
    counts = bin_counts(p, strategy, bins)
    return np.sum(counts * np.abs(right - told)) / len(p)


def bin_counts(p, strategy, bins=BINS):
    edges = np.linspace(0, 1, bins + 1)
    if strategy == "quantile":
        edges = np.percentile(p, edges * 100)
    counts = np.bincount(np.searchsorted(edges[1:-1], p), minlength=bins)
    return counts[counts > 0]


def resamples(y, p):
    """Drawn from the images in the order of their probabilities; of categories, as they are."""
    order = np.argsort(-p, kind="stable") if p.ndim == 1 else np.arange(len(y))
    random = JavaRandom(SEED)
    for _ in range(RESAMPLES):
        drawn = order[[random.next_int(len(y)) for _ in range(len(y))]]
        yield y[drawn], p[drawn]


def intervals(scored, y, p, names):
    """By metric the two ends, and the number of resamples where it is defined."""
    drawn = [scored(*resample) for resample in resamples(y, p)]
    for name in names:
        values = [scores[name] for scores in drawn if name in scores]
        low, high = np.percentile(values, [50 * (1 - LEVEL), 50 * (1 + LEVEL)])
        if name.startswith("ECE"):  # that of resamples is too high
            bias = np.mean(values) - scored(y, p)[name]
            low, high = max(0, low - bias), min(1, high - bias)
        yield f"interval {name}", [low, high, len(values)]


def curves(y, p):
    precision, recall, thresholds = metrics.precision_recall_curve(y, p)
    fpr, tpr, roc_thresholds = metrics.roc_curve(y, p, drop_intermediate=False)
    yield "precision", precision[::-1]
    yield "recall", recall[::-1]
    yield "false-positive rate", fpr
    yield "true-positive rate", tpr
    yield "thresholds", roc_thresholds[1:]
    assert list(thresholds[::-1]) == list(roc_thresholds[1:])
    for strategy in ("uniform", "quantile"):
        right, told = calibration_curve(y, p, n_bins=BINS, strategy=strategy)
        yield f"{strategy} frequency", right
        yield f"{strategy} probability", told
        yield f"{strategy} images", bin_counts(p, strategy)


def per_category(y, p):
    answer = p.argmax(axis=1)
    labels = list(range(p.shape[1]))
    precision, recall, f1, support = metrics.precision_recall_fscore_support(
        y, answer, labels=labels, zero_division=0
    )
    yield "category precision", precision
    yield "category recall", recall
    yield "category f1", f1
    yield "category support", support
    yield "confusion", metrics.confusion_matrix(y, answer, labels=labels).flatten()
    if not any(len(set(row)) < len(row) for row in p):
        for k in (1, 2, 3):
            top = metrics.top_k_accuracy_score(y, p, k=k, labels=labels)
            yield f"score top{k}", [top]


def write(lines, case, what, numbers):
    lines.append(f"{case}|{what}|" + " ".join(repr(float(number)) for number in numbers))


def write_binary(lines, case, y, p, threshold, names):
    write(lines, case, "labels", y)
    write(lines, case, "probabilities", p)
    write(lines, case, "threshold", [threshold])
    known = y >= 0
    y, p = y[known], p[known]
    for name, score in binary(y, p, threshold).items():
        write(lines, case, f"score {name}", [score])
    if len(set(y)) == 2:
        for what, numbers in curves(y, p):
            write(lines, case, what, numbers)
    scored = lambda y, p: binary(y, p, threshold)
    for what, numbers in intervals(scored, y, p, names):
        write(lines, case, what, numbers)


def write_categorical(lines, case, y, p, names):
    write(lines, case, "labels", y)
    write(lines, case, "probabilities", p.flatten())
    known = y >= 0
    y, p = y[known], p[known]
    for name, score in categorical(y, p).items():
        write(lines, case, f"score {name}", [score])
    for what, numbers in per_category(y, p):
        write(lines, case, what, numbers)
    for what, numbers in intervals(categorical, y, p, names):
        write(lines, case, what, numbers)


def questions(random, images, positive, digits):
    y = (random.random(images) < positive).astype(int)
    p = np.clip(random.normal(0.35 + 0.3 * y, 0.2), 0, 1).round(digits)
    y[random.random(images) < 0.1] = -1
    return y, p


def kinds(random, images, categories, absent, distinct):
    """Probabilities are whole numbers of 1024ths, so that they sum to 1."""
    y = random.choice([c for c in range(categories) if c != absent], images)
    rows = []
    for label in y:
        weights = random.random(categories) + 0.6 * (np.arange(categories) == label)
        row = np.floor(1024 * weights / weights.sum() / (1 if distinct else 128)) * (1 if distinct else 128)
        row[label] += 1024 - row.sum()
        if distinct:
            while len(set(row)) < categories:
                row[random.integers(categories)] += 1
                row[np.argmax(row)] -= row.sum() - 1024
        rows.append(row / 1024)
    y[random.random(images) < 0.1] = -1
    return y, np.array(rows)


def main():
    random = np.random.default_rng(12)
    lines = []
    usual = ["F1", "AVERAGE_PRECISION", "ROC_AUC", "LOG_LOSS", "recall@precision>=0.9", "ECE_EQUAL_COUNT"]
    write_binary(lines, "distinct", *questions(random, 250, 0.3, 6), 0.5, usual)
    write_binary(lines, "ties", *questions(random, 200, 0.4, 1), 0.3, usual)
    write_binary(lines, "few positives", *questions(random, 60, 0.06, 2), 0.5, ["F1", "AVERAGE_PRECISION"])
    y, p = questions(random, 64, 0.5, 2)
    write_binary(lines, "only positive", np.where(y < 0, y, 1), p, 0.5, ["F1", "AVERAGE_PRECISION"])
    write_binary(lines, "only negative", np.where(y < 0, y, 0), p, 0.5, ["F1", "ACCURACY"])
    write_binary(lines, "one probability", y, np.full(64, 0.25), 0.5, ["ROC_AUC"])
    write_binary(lines, "certain", y, (y == 1).astype(float), 0.5, ["LOG_LOSS"])
    write_binary(lines, "wrong", y, (y != 1).astype(float), 0.5, ["LOG_LOSS"])
    usual = ["ACCURACY", "MACRO_F1", "MCC", "LOG_LOSS", "ECE"]
    write_categorical(lines, "categories", *kinds(random, 200, 5, None, True), usual)
    write_categorical(lines, "an absent category", *kinds(random, 90, 4, 2, True), usual)
    write_categorical(lines, "tied categories", *kinds(random, 120, 3, None, False), usual)
    TARGET.write_text("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
