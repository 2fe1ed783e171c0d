package io.github.twohead.djl.internal.export.tflite;

/**
 * What the integers of a tensor stand for: (integer − zero point) · scale.
 *
 * @param scales one per channel, or one for all
 * @param zeroPoint the integer that stands for 0; 0 if there is more than one scale
 * @param axis the dimension of the channels
 */
record Quantization(float[] scales, int zeroPoint, int axis) {

  /** One scale for all. */
  static Quantization perTensor(float scale, int zeroPoint) {
    return new Quantization(new float[] {scale}, zeroPoint, 0);
  }

  /** The scale, where there is one. */
  float scale() {
    return scales[0];
  }
}
