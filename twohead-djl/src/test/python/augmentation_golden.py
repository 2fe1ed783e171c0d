"""Pictures of augmentation as torchvision and Pillow make them, for AugmentationGoldenTest.

usage: python3 augmentation_golden.py    (needs torchvision; rewrites ../resources/…/augmentation/golden.*)

golden.png holds pictures of 48x36 one below the other, the first one unchanged; golden.csv says what each of them is:
a name and its numbers. Written with torchvision 0.28.0 and Pillow 12.3.0.
"""
import io
import pathlib

import numpy as np
from PIL import Image
from torchvision.transforms import InterpolationMode, RandAugment, TrivialAugmentWide
from torchvision.transforms import functional as F
from torchvision.transforms.autoaugment import _apply_op

WIDTH, HEIGHT = 48, 36


def picture():
    """Slopes of colour, a disc, stripes and some noise, as a photo has them."""
    y, x = np.mgrid[0:HEIGHT, 0:WIDTH]
    rgb = np.stack([40 + 4 * x, 20 + 5 * y, 200 - 3 * x + y], axis=-1).astype(float)
    rgb[(x - 30) ** 2 + (y - 15) ** 2 < 90] = (220, 60, 30)
    rgb[(y > 26) & (x % 6 < 3)] = (15, 90, 40)
    rgb += np.random.default_rng(1).normal(0, 3, rgb.shape)
    return Image.fromarray(np.clip(rgb, 12, 240).astype(np.uint8))


def operations(name, space, bins):
    for operation, (strengths, signed) in space.items():
        for bin in bins if strengths.ndim else (0,):
            strength = float(strengths[bin]) if strengths.ndim else 0.0
            for sign in (1, -1) if signed else (1,):
                made = _apply_op(image, operation, sign * strength, InterpolationMode.NEAREST, None)
                yield [name, operation, bin, sign], made


def others():
    yield ["grey"], F.rgb_to_grayscale(image, 3)
    for turn in (0.1, -0.3, 0.5):
        yield ["hue", turn], F.adjust_hue(image, turn)
    yield ["flip"], F.vflip(image)
    for box in ((5, 3, 30, 31), (20, 10, 17, 13)):  # left, top, width, height
        left, top, width, height = box
        yield ["crop", *box], F.resized_crop(image, top, left, height, width, (HEIGHT, WIDTH))
    start = [[0, 0], [WIDTH - 1, 0], [WIDTH - 1, HEIGHT - 1], [0, HEIGHT - 1]]
    for end in ([[5, 3], [44, 7], [38, 33], [2, 30]], [[11, 8], [36, 0], [47, 27], [0, 35]]):
        yield ["perspective", *sum(end, [])], F.perspective(image, start, end)
    for sigma in (0.3, 1.3, 3.0):
        yield ["blur", sigma], F.gaussian_blur(image, 2 * int(np.ceil(3 * sigma)) + 1, sigma)
    for share in (0.75, 0.5, 0.25):
        small = image.resize((round(share * WIDTH), round(share * HEIGHT)), Image.BILINEAR)
        yield ["downscale", share], small.resize((WIDTH, HEIGHT), Image.BILINEAR)
    for quality in (95, 60, 30):
        file = io.BytesIO()
        image.save(file, "JPEG", quality=quality)
        yield ["jpeg", quality], Image.open(file).convert("RGB")


image = picture()
golden = [(["unchanged"], image)]
golden += operations("wide", TrivialAugmentWide()._augmentation_space(31), (16, 30))
golden += operations("usual", RandAugment()._augmentation_space(31, (HEIGHT, WIDTH)), (11,))
golden += others()
here = pathlib.Path(__file__).resolve().parent
folder = here.parent / "resources/io/github/twohead/djl/internal/augmentation"
strip = Image.new("RGB", (WIDTH, HEIGHT * len(golden)))
for i, (_, made) in enumerate(golden):
    strip.paste(made, (0, HEIGHT * i))
strip.save(folder / "golden.png", optimize=True)
(folder / "golden.csv").write_text("".join(",".join(map(str, what)) + "\n" for what, _ in golden))
