"""Writes ONNX files of other tools for the tests: python3 onnx_fixtures.py.

Needs PyTorch, torchvision, onnx and onnxruntime. The tests compare what they answer with what ONNX
Runtime does. export.onnx is written by ToolFixture.
"""

import pathlib

import numpy
import onnx
import torch
import torchvision
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType
from onnxruntime.quantization import quantize_dynamic, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16

TARGET = pathlib.Path(__file__).parents[1] / "resources/io/github/twohead/runtime/internal/serving"
EXPORT = TARGET / "export.onnx"
SIDE = 32


class Images(CalibrationDataReader):
    def __init__(self):
        random = numpy.random.default_rng(1)
        images = [random.random((1, 3, SIDE, SIDE), numpy.float32) * 4 - 2 for _ in range(8)]
        self.batches = iter([{"image": image} for image in images])

    def get_next(self):
        return next(self.batches, None)


def of_tools():
    """What ONNX Runtime's tools make of an export."""
    quantize_dynamic(EXPORT, TARGET / "dynamic.onnx", weight_type=QuantType.QUInt8)
    quant_pre_process(EXPORT, TARGET / "preprocessed.onnx")
    quantize_static(EXPORT, TARGET / "qdq.onnx", Images(), per_channel=True)
    quantize_static(
        TARGET / "preprocessed.onnx",
        TARGET / "qoperator.onnx",
        Images(),
        quant_format=QuantFormat.QOperator,
        activation_type=QuantType.QUInt8,
    )
    for name, keeps in ("float16", False), ("float16-inside", True):
        model = convert_float_to_float16(onnx.load(EXPORT), keep_io_types=keeps)
        onnx.save(model, TARGET / f"{name}.onnx")


def of_torchvision():
    """ShuffleNetV2 with few channels, whose exports compute with shapes."""
    torch.manual_seed(1)
    network = torchvision.models.ShuffleNetV2([1, 2, 1], [4, 8, 8, 8, 8], num_classes=2)
    network = torch.nn.Sequential(network, torch.nn.Softmax(1)).eval()
    for name, batch in ("13", {}), ("13-batch", {"image": {0: "n"}}):
        torch.onnx.export(
            network,
            (torch.rand(1, 3, SIDE, SIDE),),
            TARGET / f"shufflenet-{name}.onnx",
            input_names=["image"],
            output_names=["answer"],
            opset_version=13,
            dynamic_axes=batch,
            dynamo=False,
        )


of_tools()
of_torchvision()
