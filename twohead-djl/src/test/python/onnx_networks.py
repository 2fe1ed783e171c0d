"""Writes what exporters and tools make of networks, for ForeignFilesRun.

python3 onnx_networks.py FOLDER            torchvision's and timm's networks by PyTorch's exporters
python3 onnx_networks.py FOLDER FILES      what ONNX Runtime's tools make of ONNX files

Needs PyTorch, torchvision, timm, onnx, onnxscript and onnxruntime.
"""

import pathlib
import sys
import warnings

import numpy
import onnx
import onnxruntime
import timm
import torch
import torchvision
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType
from onnxruntime.quantization import quantize_dynamic, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process
from onnxruntime.transformers.float16 import convert_float_to_float16

warnings.filterwarnings("ignore")
models = torchvision.models

NETWORKS = {
    "shufflenet": (lambda n: models.shufflenet_v2_x0_5(num_classes=n), 64),
    "mobilenet_v2": (lambda n: models.mobilenet_v2(num_classes=n, width_mult=0.35), 64),
    "mobilenet_v3": (lambda n: models.mobilenet_v3_small(num_classes=n), 64),
    "squeezenet": (lambda n: models.squeezenet1_1(num_classes=n), 64),
    "mnasnet": (lambda n: models.mnasnet0_5(num_classes=n), 64),
    "resnet18": (lambda n: models.resnet18(num_classes=n), 64),
    "densenet": (lambda n: models.DenseNet(8, (2, 2, 2), 16, num_classes=n), 64),
    "efficientnet_b0": (lambda n: models.efficientnet_b0(num_classes=n), 64),
    "regnet": (lambda n: models.regnet_y_400mf(num_classes=n), 64),
    "swin": (lambda n: models.SwinTransformer([4, 4], 48, [2, 2], [3, 6], [2, 2], num_classes=n), 64),
    "convnext": (lambda n: timm.create_model("convnext_atto", num_classes=n), 64),
    "ghostnet": (lambda n: timm.create_model("ghostnet_050", num_classes=n), 64),
    "tf_mobilenet_v3": (lambda n: timm.create_model("tf_mobilenetv3_small_075", num_classes=n), 64),
    "tf_efficientnet_lite": (lambda n: timm.create_model("tf_efficientnet_lite0", num_classes=n), 64),
    "vit": (
        lambda n: timm.create_model("vit_tiny_patch16_224", num_classes=n, img_size=64, depth=2),
        64,
    ),
    "repvgg": (lambda n: timm.create_model("repvgg_a0", num_classes=n), 64),
    "mobileone": (lambda n: timm.create_model("mobileone_s0", num_classes=n), 64),
    "mobilevit": (lambda n: timm.create_model("mobilevit_xxs", num_classes=n), 64),
    "fastvit": (lambda n: timm.create_model("fastvit_t8", num_classes=n), 64),
    "levit": (lambda n: timm.create_model("levit_128s", num_classes=n), 224),
    "efficientformer": (lambda n: timm.create_model("efficientformerv2_s0", num_classes=n), 224),
}


def attempt(file, write):
    try:
        write(str(file))
        print("wrote", file.name, flush=True)
    except Exception as e:  # an exporter's failure is none of ours
        file.unlink(missing_ok=True)
        print("FAILED", file.name, type(e).__name__, flush=True)


def networks(folder):
    for name, (make, side) in NETWORKS.items():
        torch.manual_seed(0)
        pair = torch.nn.Sequential(make(2), torch.nn.Softmax(1)).eval()
        one = torch.nn.Sequential(make(1), torch.nn.Sigmoid()).eval()
        image = (torch.rand(1, 3, side, side),)
        for version in (9, 11, 13, 17, 20):
            for network, kind, axes in (pair, "softmax", {}), (one, "sigmoid", {"image": {0: "n"}}):
                attempt(
                    folder / f"{name}-{version}-{kind}.onnx",
                    lambda file: torch.onnx.export(
                        network,
                        image,
                        file,
                        input_names=["image"],
                        opset_version=version,
                        dynamic_axes=axes,
                        dynamo=False,
                    ),
                )
        for version in (18, 20):
            attempt(
                folder / f"{name}-dynamo-{version}-softmax.onnx",
                lambda file: torch.onnx.export(
                    pair, image, file, opset_version=version, dynamo=True, external_data=False
                ),
            )


class Images(CalibrationDataReader):
    def __init__(self, model):
        image = model.graph.input[0]
        shape = [d.dim_value or 1 for d in image.type.tensor_type.shape.dim]
        random = numpy.random.default_rng(1)
        images = [random.random(shape, numpy.float32) * 4 - 2 for _ in range(8)]
        self.batches = iter([{image.name: pixels} for pixels in images])

    def get_next(self):
        return next(self.batches, None)


def tools(export, folder):
    model = onnx.load(export)

    def write(tool, make):
        attempt(folder / f"{export.stem}-{tool}.onnx", make)

    def static(**options):
        return lambda file: quantize_static(export, file, Images(model), **options)

    def half(**options):
        return lambda file: onnx.save(convert_float_to_float16(onnx.load(export), **options), file)

    def optimized(level):
        def make(file):
            options = onnxruntime.SessionOptions()
            options.graph_optimization_level = level
            options.optimized_model_filepath = file
            onnxruntime.InferenceSession(export, options)

        return make

    levels = onnxruntime.GraphOptimizationLevel
    write("dynamic", lambda file: quantize_dynamic(export, file))
    write("dynamic-channels", lambda file: quantize_dynamic(export, file, per_channel=True))
    write("preprocessed", lambda file: quant_pre_process(export, file))
    write("qdq", static())
    write("qdq-int8", static(activation_type=QuantType.QInt8, per_channel=True))
    write("qdq-uint16", static(activation_type=QuantType.QUInt16))
    write("qoperator", static(quant_format=QuantFormat.QOperator))
    write("float16", half())
    write("float16-inside", half(keep_io_types=True))
    write("optimized-basic", optimized(levels.ORT_ENABLE_BASIC))
    write("optimized-extended", optimized(levels.ORT_ENABLE_EXTENDED))


target = pathlib.Path(sys.argv[1])
for path in map(pathlib.Path, sys.argv[2:]):
    tools(path, target)
if len(sys.argv) == 2:
    networks(target)
