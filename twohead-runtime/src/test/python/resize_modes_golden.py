"""Brings images to inputs of another shape, for ResizeModeTest: python3 resize_modes_golden.py.

Needs Pillow >= 10 and torchvision >= 0.15, which define the results: ImageOps.pad; Resize and
CenterCrop. torchvision has no such pair for inputs that are not square; there, the same two steps
are made by its functions. The images are resample_golden.py's formula, so only results are stored:
the raw RGB bytes, padded then cropped, of each input of each image.
"""

import pathlib

from PIL import Image, ImageOps
from resample_golden import value
from torchvision.transforms import CenterCrop, Compose, Resize
from torchvision.transforms import functional as F

IMAGES = [(61, 47), (30, 83), (83, 30), (48, 48), (20, 13)]
INPUTS = [(32, 32), (40, 24), (24, 41), (16, 31)]
TARGET = (
    pathlib.Path(__file__).parents[1]
    / "resources/io/github/twohead/runtime/internal/image/resize-modes.bin"
)


def image(width, height):
    pixels = (value(x, y, c) for y in range(height) for x in range(width) for c in range(3))
    return Image.frombytes("RGB", (width, height), bytes(pixels))


def pad(photo, width, height):
    return ImageOps.pad(photo, (width, height), Image.BILINEAR)


def crop(photo, width, height):
    if width == height:
        return Compose([Resize(width), CenterCrop(width)])(photo)
    w, h = photo.size
    wider = w * height > h * width
    size = (height, int(height * w / h)) if wider else (int(width * h / w), width)
    return F.center_crop(F.resize(photo, size), (height, width))


def main():
    results = [
        step(image(*size), *to).tobytes()
        for size in IMAGES
        for to in INPUTS
        for step in (pad, crop)
    ]
    TARGET.write_bytes(b"".join(results))


if __name__ == "__main__":
    main()
