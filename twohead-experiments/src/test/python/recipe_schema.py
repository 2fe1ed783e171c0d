"""Checks docs/recipe.schema.json with jsonschema: what it must accept, and what it must refuse.

    pip install jsonschema pyyaml
    python3 twohead-experiments/src/test/python/recipe_schema.py [recipe.yaml ...]

It reads the files in docs/recipes.md, the built-in groups, and those that are named.
"""

import json
import pathlib
import re
import sys

import jsonschema
import yaml

ROOT = pathlib.Path(__file__).resolve().parents[4]
GROUPS = ROOT / "twohead-experiments/src/main/resources/io/github/twohead/experiments/internal/recipes"

WRONG = [
    "training: {epoch: 3}",
    "trainig: {epochs: 3}",
    "training: {epochs: three}",
    "training: {epochs: [1]}",
    "training: {epochs: 0}",
    "training: {epochs: 1.5}",
    "training: 5",
    "heads: [screen]",
    "heads: {screen: {positiv: [2]}}",
    "heads: {screen: {positive: {a: b}}}",
    "heads: {screen: {weight: heavy}}",
    "backbone: {name: resnet50}",
    "backbone: {pretrained: maybe}",
    "augmentation: {color_jitter: [a, b]}",
    "evaluation: {thresholds: [f1]}",
    "version: 2",
    "defaults: recipe/article",
    "defaults: [{a: b, c: d}]",
    "tags: {a: b}",
]

RIGHT = [
    "training: {epochs: '${training.seed}'}",
    "training: {learning_rate: '${env:RATE,0.1}'}",
    "training: {schedule: own(mine), keep_best_by: screen own(mine)}",
    "backbone: {name: own(mine)}",
    "augmentation: {color_jitter: 0.2}",
    "augmentation: {color_jitter: [0.1, 0.2, 0.3]}",
    "heads: {screen: {positive: 2}, kind: {categories: {a: [1], b: 2}}, other: {categories: [a, b]}}",
    "tags: a",
    "defaults: [_self_, {recipe: article}]",
]


def main(files):
    schema = json.loads((ROOT / "docs/recipe.schema.json").read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    guide = (ROOT / "docs/recipes.md").read_text()
    right = dict.fromkeys(RIGHT)
    right.update({text: None for text in re.findall(r"```yaml\n(.*?)```", guide, re.S) if "wrong" not in text})
    for file in [*sorted(GROUPS.rglob("*.yaml")), *map(pathlib.Path, files)]:
        right[file.read_text()] = file
    for text, file in right.items():
        for error in validator.iter_errors(yaml.safe_load(text)):
            sys.exit(f"refused, but right: {file or text}\n{error.json_path}: {error.message}")
    for text in WRONG:
        if validator.is_valid(yaml.safe_load(text)):
            sys.exit(f"accepted, but wrong: {text}")
    print(f"{len(right)} recipes accepted, {len(WRONG)} refused")


if __name__ == "__main__":
    main(sys.argv[1:])
