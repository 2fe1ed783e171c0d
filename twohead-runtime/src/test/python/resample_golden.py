"""Resizes one image by Pillow, for ResamplerTest: python3 resample_golden.py (needs Pillow >= 9).

The input is a formula that the test repeats, so only Pillow's results are stored: the raw RGB bytes
of each size, one after the other.
"""

import pathlib

from PIL import Image

WIDTH, HEIGHT = 61, 47
SIZES = [(16, 16), (61, 12), (7, 47), (90, 70), (32, 33), (1, 1)]
TARGET = (
    pathlib.Path(__file__).parents[1]
    / "resources/io/github/twohead/runtime/internal/image/resampled.bin"
)


def value(x, y, channel):
    noise = (x * 73 + y * 151 + channel * 29) * 2654435761 % 2**32 >> 26
    return (x * 3 + y * 2 + channel * 40 + 3 * noise) % 256


def main():
    pixels = bytes(
        value(x, y, c) for y in range(HEIGHT) for x in range(WIDTH) for c in range(3)
    )
    image = Image.frombytes("RGB", (WIDTH, HEIGHT), pixels)
    results = [image.resize(size, Image.BILINEAR).tobytes() for size in SIZES]
    TARGET.write_bytes(b"".join(results))


if __name__ == "__main__":
    main()
