"""Writes the images that Java cannot write: python3 image_fixtures.py (needs Pillow with WebP).

Most are 16x8 pixels, the left half of one colour and the right half of another; the test knows what
colours Pillow reads from them.
"""

import pathlib

from PIL import Image

TARGET = pathlib.Path(__file__).parents[1] / "resources/io/github/twohead/runtime/internal/image"
ORIENTATION = 0x0112


def halves(mode, left, right):
    image = Image.new(mode, (16, 8), left)
    image.paste(right, (8, 0, 16, 8))
    return image


def gradient():
    image = Image.new("RGB", (64, 48))
    image.putdata([(60 + 2 * x, 40 + 3 * y, 200 - x - y) for y in range(48) for x in range(64)])
    return image


def exif(orientation):
    tags = Image.Exif()
    tags[ORIENTATION] = orientation
    return tags.tobytes()


def show(name):
    image = Image.open(TARGET / name).convert("RGB")
    print(name, (TARGET / name).stat().st_size, image.getpixel((2, 4)), image.getpixel((13, 4)))


def main():
    cmyk = halves("CMYK", (200, 30, 60, 20), (10, 220, 120, 60))
    cmyk.save(TARGET / "cmyk.jpg", quality=90)
    # the same samples, declared to be YCCK by the last byte of Adobe's segment
    ycck = bytearray((TARGET / "cmyk.jpg").read_bytes())
    ycck[ycck.index(b"Adobe") + 11] = 2
    (TARGET / "ycck.jpg").write_bytes(ycck)
    # the same without Adobe's segment
    plain = bytearray((TARGET / "cmyk.jpg").read_bytes())
    start = plain.index(b"\xff\xee")
    del plain[start : start + 16]
    (TARGET / "cmyk-plain.jpg").write_bytes(plain)
    rgb = halves("RGB", (200, 30, 60), (10, 220, 120))
    rgb.save(TARGET / "lossy-rotated.webp", quality=90, exif=exif(6))
    gradient().save(TARGET / "gradient.webp", quality=80, method=0)
    clear = halves("RGBA", (200, 30, 60, 255), (10, 220, 120, 0))
    clear.save(TARGET / "lossless-alpha.webp", lossless=True, exact=True)
    other = halves("RGB", (0, 0, 0), (0, 0, 0))
    rgb.save(TARGET / "animated.webp", quality=90, save_all=True, append_images=[other])
    rgb.save(TARGET / "rotated.png", exif=exif(6))
    rgb.save(TARGET / "progressive.jpg", quality=90, progressive=True)
    for path in sorted(TARGET.iterdir()):
        if path.suffix != ".bin":
            show(path.name)


if __name__ == "__main__":
    main()
