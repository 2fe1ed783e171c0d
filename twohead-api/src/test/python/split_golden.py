"""How well scikit-learn balances folds by group, for SplitBalanceTest: python3 split_golden.py
(needs scikit-learn).

The tables are a formula that the test repeats: rows of groups of very different sizes, with
positives in few of them. It prints, for each table, how far the share of rows and that of positives
in a fold are at most from a fifth, as the mean of ten seeds.
"""

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold

TABLES, GROUPS, FOLDS, SEEDS = 6, 60, 5, 10


def rows(table):
    """The group and the label of every row."""
    state = table + 1
    groups, labels = [], []
    for group in range(GROUPS):
        state = (state * 1103515245 + 12345) % 2**31
        size = 1 + (state >> 16) % (10 if group % 4 else 100)
        state = (state * 1103515245 + 12345) % 2**31
        positives = min(size, (state >> 16) % 9) if group % 3 == 0 else 0
        groups += [group] * size
        labels += [1] * positives + [0] * (size - positives)
    return np.array(groups), np.array(labels)


def off(table, seed):
    groups, labels = rows(table)
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    parts = [part for _, part in folds.split(labels, labels, groups)]
    size = [len(part) / len(labels) for part in parts]
    positive = [labels[part].sum() / labels.sum() for part in parts]
    return [max(abs(share - 1 / FOLDS) for share in shares) for shares in (size, positive)]


for table in range(TABLES):
    size, positive = np.mean([off(table, seed) for seed in range(SEEDS)], axis=0)
    print(f"{{{len(rows(table)[0])}, {rows(table)[1].sum()}, {size:.4f}, {positive:.4f}}},")
