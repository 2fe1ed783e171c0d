"""What tflite-only does, in Python: ONNX Runtime says of a photo what the exported .onnx answers.

    python3 -m venv venv && venv/bin/pip install onnxruntime pillow numpy
    venv/bin/python peer.py model.onnx photo.jpg
"""

import json
import sys

import numpy
import onnxruntime
from PIL import Image, ImageOps


def pixels(photo, size, mean, std):
    image = ImageOps.exif_transpose(Image.open(photo)).convert("RGB")
    image = image.resize(size, Image.BILINEAR)
    array = numpy.asarray(image, numpy.float32) / 255
    return ((array - mean) / std).transpose(2, 0, 1)[None]


def main(model, *photos):
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    session = onnxruntime.InferenceSession(model, options, ["CPUExecutionProvider"])
    manifest = json.loads(session.get_modelmeta().custom_metadata_map["twohead"])
    given = manifest["input"]
    mean = numpy.array(given["mean"], numpy.float32)
    std = numpy.array(given["std"], numpy.float32)
    network_input = session.get_inputs()[0].name
    names = [output.name for output in session.get_outputs()]
    for photo in photos:
        image = pixels(photo, (given["width"], given["height"]), mean, std)
        for name, answer in zip(names, session.run(None, {network_input: image})):
            print(photo, name, float(answer.ravel()[-1]))


main(*sys.argv[1:])
