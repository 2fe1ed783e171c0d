"""How long does it take from a photo's file to pixels of the input's size, here and in Pillow?

    mvn package -DskipTests -pl twohead-bench -am
    python3 -m venv venv && venv/bin/pip install pillow
    venv/bin/python twohead-bench/pillow.py --size 256 [--java CLASSPATH] [PHOTO ...]

Both decode a photo ten times in turn, twenty times over, each on one thread. Printed are the medians of the
milliseconds of the processor that one photo took, and their ratio with its quartiles. Without photos, four of 12
megapixels are drawn, baseline and progressive, with a sensor's noise and a turned camera's EXIF. Another class path,
such as one without leptonica, goes to --java.
"""

import argparse
import pathlib
import statistics
import subprocess
import tempfile
import time

from PIL import Image, ImageChops, ImageOps

TURNS = 20
TIMES = 10
JAR = pathlib.Path(__file__).resolve().parent / "target" / "benchmarks.jar"


def draw(folder):
    """Coarse colours and noise, at two qualities."""
    size = 4032, 3024
    colors = [Image.effect_noise((48, 36), 90).resize(size, Image.BICUBIC) for _ in range(3)]
    noise = Image.effect_noise(size, 10)
    photo = Image.merge("RGB", [ImageChops.add(color, noise, offset=-128) for color in colors])
    exif = Image.Exif()
    exif[0x0112] = 6
    for quality in 85, 93:
        for kind in "baseline", "progressive":
            file = folder / f"12-megapixels-{kind}-quality-{quality}.jpg"
            photo.save(file, quality=quality, progressive=kind == "progressive", exif=exif)
            yield file


class Java:
    def __init__(self, class_path):
        self.process = subprocess.Popen(
            ["java", "-cp", class_path, "io.github.twohead.bench.DecodeLoop"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def milliseconds(self, photo, size):
        self.process.stdin.write(f"{TIMES} {size} {photo}\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


def pillow_milliseconds(photo, size):
    begin = time.thread_time()
    for _ in range(TIMES):
        image = Image.open(photo)
        image.draft("RGB", (size, size))
        image = ImageOps.exif_transpose(image).convert("RGB")
        image.resize((size, size), Image.BILINEAR).tobytes()
    return (time.thread_time() - begin) * 1000 / TIMES


def compare(java, photo, size):
    for _ in range(5):
        java.milliseconds(photo, size)
    ours, theirs = [], []
    for turn in range(TURNS):
        # each goes first as often as last
        if turn % 2:
            ours.append(java.milliseconds(photo, size))
        theirs.append(pillow_milliseconds(photo, size))
        if turn % 2 == 0:
            ours.append(java.milliseconds(photo, size))
    low, ratio, high = statistics.quantiles([a / b for a, b in zip(ours, theirs)], n=4)
    print(f"{photo.name:45}{statistics.median(ours):8.2f}{statistics.median(theirs):8.2f}"
          f"{ratio:8.2f} ({low:.2f}–{high:.2f})", flush=True)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--size", type=int, default=256)
    parser.add_argument("--java", default=str(JAR), metavar="CLASSPATH")
    parser.add_argument("photos", nargs="*", type=pathlib.Path)
    options = parser.parse_args()
    java = Java(options.java)
    print(f"{'':45}{'twohead':>8}{'Pillow':>8}{'ratio':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for photo in options.photos or draw(pathlib.Path(folder)):
            compare(java, photo, options.size)


main()
