package io.github.twohead.runtime.internal.serving;

import io.github.twohead.Normalization;
import io.github.twohead.runtime.internal.formats.Half;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.image.Normalizer;
import io.github.twohead.runtime.internal.image.PixelWriter;
import java.nio.ByteBuffer;
import java.nio.FloatBuffer;
import java.util.BitSet;
import java.util.Optional;

/**
 * Writes pixels as the input of a network wants them: as floats of 32 or 16 bits or as bytes that
 * stand for numbers, pixel by pixel or channel by channel. What each level becomes is looked up.
 */
public final class InputWriter implements PixelWriter {
  private static final int CHANNELS = 3;
  private static final int LEVELS = 256;

  private final ImageInput input;

  /** By channel and level what is written: a number, or the byte that stands for it. */
  private final float[][] numbers;

  private final byte[][] bytes = new byte[CHANNELS][LEVELS];

  /** A row of pixels, or of one of their channels: the numbers that lie together, line by line. */
  private final int lineValues;

  private final int lines;

  /**
   * Creates a writer.
   *
   * @param normalization what is done to the pixels; empty to leave them as they are, 0 to 255
   */
  public InputWriter(ImageInput input, Optional<Normalization> normalization) {
    this.input = input;
    numbers = normalization.isPresent() ? Normalizer.table(normalization.get()) : unchanged();
    if (input.type().isByte()) {
      quantize();
    }
    lineValues = input.channelsFirst() ? input.width() : CHANNELS * input.width();
    lines = input.values() / lineValues;
  }

  /** How many of a pixel's 256 levels stay apart, in the channel where they are fewest. */
  int levels() {
    if (!input.type().isByte()) {
      return LEVELS;
    }
    int fewest = LEVELS;
    for (byte[] channel : bytes) {
      BitSet different = new BitSet(LEVELS);
      for (byte level : channel) {
        different.set(level & 0xFF);
      }
      fewest = Math.min(fewest, different.cardinality());
    }
    return fewest;
  }

  private static float[][] unchanged() {
    float[][] table = new float[CHANNELS][LEVELS];
    for (int i = 0; i < CHANNELS * LEVELS; i++) {
      table[i / LEVELS][i % LEVELS] = i % LEVELS;
    }
    return table;
  }

  private void quantize() {
    for (int i = 0; i < CHANNELS * LEVELS; i++) {
      bytes[i / LEVELS][i % LEVELS] = quantized(numbers[i / LEVELS][i % LEVELS]);
    }
  }

  private byte quantized(float number) {
    int zero = input.quantization().zeroPoint();
    int min = (input.type() == NumberType.INT8 ? Byte.MIN_VALUE : 0) - zero;
    long rounded = Math.round((double) number / input.quantization().scale());
    return (byte) (Math.max(min, Math.min(min + LEVELS - 1, rounded)) + zero);
  }

  /**
   * Writes one image.
   *
   * @param ready its numbers from the position on, interleaved, as the network takes them
   * @param batch receives the image at its beginning; its position does not matter
   */
  void write(FloatBuffer ready, ByteBuffer batch) {
    if (input.type() == NumberType.FLOAT32 && !input.channelsFirst()) {
      batch.asFloatBuffer().put(0, ready, ready.position(), ready.remaining());
    } else if (input.type().isByte()) {
      writeBytes(ready, batch);
    } else {
      writeFloats(ready, batch);
    }
  }

  private void writeFloats(FloatBuffer ready, ByteBuffer batch) {
    FloatBuffer floats = batch.asFloatBuffer();
    float[] out = new float[lineValues];
    for (int line = 0; line < lines; line++) {
      for (int i = 0, in = ready.position() + first(line); i < out.length; i++, in += step()) {
        out[i] = ready.get(in);
      }
      put(out, batch, floats, line * out.length);
    }
  }

  private void put(float[] line, ByteBuffer batch, FloatBuffer floats, int at) {
    if (input.type() == NumberType.FLOAT32) {
      floats.put(at, line);
      return;
    }
    for (int i = 0; i < line.length; i++) {
      batch.putShort((at + i) * Short.BYTES, Half.of(line[i]));
    }
  }

  private void writeBytes(FloatBuffer ready, ByteBuffer batch) {
    byte[] out = new byte[lineValues];
    for (int line = 0; line < lines; line++) {
      for (int i = 0, in = ready.position() + first(line); i < out.length; i++, in += step()) {
        out[i] = quantized(ready.get(in));
      }
      batch.put(line * out.length, out);
    }
  }

  @Override
  public void write(byte[] rgb, ByteBuffer batch, int index) {
    if (rgb.length != input.values()) {
      throw new IllegalArgumentException(
          rgb.length + " bytes are not " + input.width() + "×" + input.height() + " pixels of 3");
    }
    if (input.type().isByte()) {
      writeBytes(rgb, batch, index * rgb.length);
    } else {
      writeFloats(rgb, batch, index * rgb.length);
    }
  }

  /** A line at a time, which stays in the processor's nearest cache. */
  private void writeFloats(byte[] rgb, ByteBuffer batch, int at) {
    FloatBuffer floats = batch.asFloatBuffer();
    float[] out = new float[lineValues];
    int channels = CHANNELS / step();
    for (int line = 0; line < lines; line++) {
      for (int channel = 0; channel < channels; channel++) {
        float[] table = numbers[channels == 1 ? line / input.height() : channel];
        int in = first(line) + channel;
        for (int i = channel; i < out.length; i += channels, in += CHANNELS) {
          out[i] = table[rgb[in] & 0xFF];
        }
      }
      put(out, batch, floats, at + line * out.length);
    }
  }

  private void writeBytes(byte[] rgb, ByteBuffer batch, int at) {
    byte[] out = new byte[lineValues];
    int channels = CHANNELS / step();
    for (int line = 0; line < lines; line++) {
      for (int channel = 0; channel < channels; channel++) {
        byte[] table = bytes[channels == 1 ? line / input.height() : channel];
        int in = first(line) + channel;
        for (int i = channel; i < out.length; i += channels, in += CHANNELS) {
          out[i] = table[rgb[in] & 0xFF];
        }
      }
      batch.put(at + line * out.length, out);
    }
  }

  /** Which of an image's interleaved numbers a line begins with. */
  private int first(int line) {
    return input.channelsFirst()
        ? line % input.height() * CHANNELS * input.width() + line / input.height()
        : line * lineValues;
  }

  /** How far apart the numbers of a line lie in an image. */
  private int step() {
    return input.channelsFirst() ? CHANNELS : 1;
  }
}
