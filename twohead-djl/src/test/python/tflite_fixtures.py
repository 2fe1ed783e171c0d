"""Writes TFLite files of TensorFlow's own converter for the tests, and what its interpreter answers:
python3 tflite_fixtures.py [MOBILENET].

Needs TensorFlow. Each file gives four numbers for an image of 32×32 pixels; kinds.csv has a line for each file
and image: the numbers as TensorFlow's interpreter gives them, bytes by their scale and zero point. mobilenet.csv
is for a network that the tests do not bring along, mobilenet_v1_0.25_128_quant.tflite: image, place and number
of all that are not 0.
"""

import pathlib
import sys

import numpy
import tensorflow as tf

TARGET = pathlib.Path(__file__).parents[1] / "resources/io/github/twohead/runtime/internal/serving"
SIDE = 32
IMAGES = 3


def image(number, side=SIDE):
    """Pixels of 0 to 255 that the Java test repeats."""
    y, x, channel = numpy.indices((side, side, 3))
    return (y * (number + 3) + x * (5 - 2 * number) + channel * 40 * number) % 256


def inputs(number, side=SIDE):
    return (image(number, side)[None] / 255).astype(numpy.float32)


def network(end):
    """Its logits are 0 on average, so that every image is of another kind."""
    random = numpy.random.default_rng(1)
    layers = tf.keras.layers
    trunk = [
        tf.keras.Input((SIDE, SIDE, 3), batch_size=1),
        layers.Conv2D(8, 3, 4, activation="relu"),
        layers.GlobalAveragePooling2D(),
    ]
    trunk[1].build((1, SIDE, SIDE, 3))
    trunk[1].set_weights([random.normal(0, 0.5, (3, 3, 3, 8)), random.normal(0, 0.2, 8)])
    mean = numpy.mean([tf.keras.Sequential(trunk)(inputs(i)) for i in range(IMAGES)], (0, 1))
    weights = random.normal(0, 4, (8, 4))
    head = layers.Dense(4, end, name="kind")
    head.build((1, 8))
    head.set_weights([weights, -mean @ weights])
    return tf.keras.Sequential([*trunk, head])


def converted(end, bytes_of=None):
    converter = tf.lite.TFLiteConverter.from_keras_model(network(end))
    if bytes_of:
        converter.optimizations = [tf.lite.Optimize.DEFAULT]
        converter.representative_dataset = lambda: ([inputs(i)] for i in range(IMAGES))
        converter.target_spec.supported_ops = [tf.lite.OpsSet.TFLITE_BUILTINS_INT8]
        converter.inference_input_type = converter.inference_output_type = bytes_of
        # old interpreters know no scale per channel in linear layers
        converter._experimental_disable_per_channel_quantization_for_dense_layers = bytes_of == tf.uint8
    return converter.convert()


def answers(content):
    interpreter = tf.lite.Interpreter(model_content=content)
    interpreter.allocate_tensors()
    given, result = interpreter.get_input_details()[0], interpreter.get_output_details()[0]
    for number in range(IMAGES):
        pixels = inputs(number, given["shape"][1])
        if given["dtype"] != numpy.float32:
            pixels = image(number, given["shape"][1])[None] + (-128 if given["dtype"] == numpy.int8 else 0)
        interpreter.set_tensor(given["index"], pixels.astype(given["dtype"]))
        interpreter.invoke()
        numbers = interpreter.get_tensor(result["index"])[0].astype(numpy.float64)
        if result["dtype"] != numpy.float32:
            scale, zero = result["quantization"]
            numbers = numpy.float64(scale) * (numbers - zero)
        yield number, numbers


files = {
    "kinds-float": converted("softmax"),
    "kinds-logits": converted(None),
    "kinds-sigmoid": converted("sigmoid"),
    "kinds-uint8": converted("softmax", tf.uint8),
    "kinds-int8": converted("softmax", tf.int8),
}
lines = []
for name, content in files.items():
    (TARGET / f"{name}.tflite").write_bytes(content)
    for number, numbers in answers(content):
        lines.append(",".join([name, str(number), *(repr(float(n)) for n in numbers)]))
(TARGET / "kinds.csv").write_text("\n".join(lines) + "\n")

if len(sys.argv) > 1:
    lines = [
        f"{number},{place},{float(numbers[place])!r}"
        for number, numbers in answers(pathlib.Path(sys.argv[1]).read_bytes())
        for place in numpy.flatnonzero(numbers)
    ]
    (TARGET / "mobilenet.csv").write_text("\n".join(lines) + "\n")
