"""Opens exports of one model in TensorFlow's interpreter and in ONNX Runtime, and says how far their answers lie
from those of the first: python3 exports_check.py MODEL.onnx MODEL.tflite MODEL-int8.tflite ...

Needs TensorFlow, onnx and onnxruntime. Each head's output must have the head's name and the shape (1, C), an
answer of several categories must add up to 1, and each category must have its label in the file.
"""

import pathlib
import sys
import zipfile

import numpy
import onnx
import onnxruntime
import tensorflow as tf

IMAGES = 20


class Onnx:
    def __init__(self, file):
        onnx.checker.check_model(onnx.load(file), full_check=True)
        self.session = onnxruntime.InferenceSession(file)
        self.shape = [n if isinstance(n, int) else 1 for n in self.session.get_inputs()[0].shape]
        properties = self.session.get_modelmeta().custom_metadata_map
        start = "twohead.labels."
        self.labels = {k[len(start) :]: v.splitlines() for k, v in properties.items() if k.startswith(start)}

    def side(self):
        return self.shape[2:]

    def answer(self, image):
        names = [output.name for output in self.session.get_outputs()]
        return dict(zip(names, self.session.run(names, {"image": image.transpose(0, 3, 1, 2)})))


class TfLite:
    def __init__(self, file):
        self.runner = tf.lite.Interpreter(model_path=str(file)).get_signature_runner()
        self.shape = self.runner.get_input_details()["image"]["shape"]
        self.labels = {}
        if zipfile.is_zipfile(file):
            for name in zipfile.ZipFile(file).namelist():
                self.labels[name.removesuffix("_labels.txt")] = zipfile.ZipFile(file).read(name).decode().splitlines()

    def side(self):
        return list(self.shape[1:3])

    def answer(self, image):
        return self.runner(image=image)


def main(files):
    models = {name: Onnx(name) if name.endswith(".onnx") else TfLite(name) for name in files}
    first = models[files[0]]
    random = numpy.random.default_rng(1)
    # soft blobs of all colours, as photos have them; what goes in is normalised
    coarse = random.normal(0, 1, (IMAGES, 4, 4, 3))
    images = tf.image.resize(coarse, first.side(), "bicubic").numpy().astype(numpy.float32)
    expected = [first.answer(image[None]) for image in images]
    for name, model in models.items():
        for head in sorted(expected[0]):
            answers = [model.answer(image[None])[head] for image in images]
            count = expected[0][head].shape[1]
            assert all(answer.shape == (1, count) for answer in answers)
            assert len(model.labels.get(head, [])) == (0 if count == 1 else count), model.labels
            assert count == 1 or numpy.allclose([answer.sum() for answer in answers], 1, atol=1e-6)
            difference = max(abs(a - e[head]).max() for a, e in zip(answers, expected))
            same = sum(int(a.argmax() == e[head].argmax()) for a, e in zip(answers, expected))
            decisions = "" if count == 1 else f", the same category in {same} of {IMAGES}"
            print(f"{pathlib.Path(name).name}: {head} differs by up to {difference:.1e}{decisions}")


main(sys.argv[1:])
