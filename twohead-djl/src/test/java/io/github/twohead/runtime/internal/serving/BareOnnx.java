package io.github.twohead.runtime.internal.serving;

import ai.onnxruntime.OnnxJavaType;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import ai.onnxruntime.platform.Fp16Conversions;
import io.github.twohead.Normalization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Map;

/** ONNX Runtime alone, without anything of this library. */
final class BareOnnx {
  private BareOnnx() {}

  /**
   * The numbers of an output, as they are stored.
   *
   * @param file with an input of channels first
   * @param rgb interleaved pixels of a square
   * @param normalization what is done to them
   */
  static double[] run(byte[] file, String output, byte[] rgb, Normalization normalization)
      throws OrtException {
    OrtEnvironment environment = OrtEnvironment.getEnvironment();
    try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
      options.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
      try (OrtSession session = environment.createSession(file, options)) {
        String name = session.getInputNames().iterator().next();
        TensorInfo input = (TensorInfo) session.getInputInfo().get(name).getInfo();
        ByteBuffer pixels = pixels(rgb, normalization, input.type);
        long side = Math.round(Math.sqrt(rgb.length / 3.0));
        long[] shape = {1, 3, side, side};
        try (OnnxTensor image = OnnxTensor.createTensor(environment, pixels, shape, input.type);
            OrtSession.Result result = session.run(Map.of(name, image))) {
          return numbers((OnnxTensor) result.get(output).orElseThrow());
        }
      }
    }
  }

  private static ByteBuffer pixels(byte[] rgb, Normalization normalization, OnnxJavaType type) {
    ByteBuffer pixels =
        ByteBuffer.allocateDirect(type.size * rgb.length).order(ByteOrder.nativeOrder());
    int plane = rgb.length / 3;
    for (int i = 0; i < rgb.length; i++) {
      int level = rgb[i % plane * 3 + i / plane] & 0xFF;
      float number = (level / 255f - normalization.mean(i / plane)) / normalization.std(i / plane);
      switch (type) {
        case FLOAT -> pixels.putFloat(number);
        case FLOAT16 -> pixels.putShort(Fp16Conversions.floatToFp16(number));
        default -> pixels.put((byte) Math.round(number));
      }
    }
    return pixels.flip();
  }

  private static double[] numbers(OnnxTensor tensor) {
    double[] numbers = new double[(int) tensor.getInfo().getNumElements()];
    ByteBuffer bytes = tensor.getByteBuffer().order(ByteOrder.nativeOrder());
    for (int i = 0; i < numbers.length; i++) {
      numbers[i] =
          switch (tensor.getInfo().type) {
            case FLOAT, FLOAT16 -> tensor.getFloatBuffer().get(i);
            case UINT8 -> Byte.toUnsignedInt(bytes.get(i));
            default -> bytes.get(i);
          };
    }
    return numbers;
  }
}
