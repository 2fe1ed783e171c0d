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
  private final ThreadLocal<float[]> floatScratch;
  private final ThreadLocal<byte[]> byteScratch;

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
    int values = input.values();
    floatScratch = ThreadLocal.withInitial(() -> new float[values]);
    byteScratch = ThreadLocal.withInitial(() -> new byte[values]);
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
    float[] out = floatScratch.get();
    int start = ready.position();
    int step = step();
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int i = channel, o = first(channel); i < out.length; i += CHANNELS, o += step) {
        out[o] = ready.get(start + i);
      }
    }
    put(out, batch, 0);
  }

  private void put(float[] floats, ByteBuffer batch, int at) {
    if (input.type() == NumberType.FLOAT32) {
      batch.asFloatBuffer().put(at, floats);
      return;
    }
    for (int i = 0; i < floats.length; i++) {
      batch.putShort((at + i) * Short.BYTES, Half.of(floats[i]));
    }
  }

  private void writeBytes(FloatBuffer ready, ByteBuffer batch) {
    byte[] out = byteScratch.get();
    int start = ready.position();
    int step = step();
    for (int channel = 0; channel < CHANNELS; channel++) {
      for (int i = channel, o = first(channel); i < out.length; i += CHANNELS, o += step) {
        out[o] = quantized(ready.get(start + i));
      }
    }
    batch.put(0, out);
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

  private void writeFloats(byte[] rgb, ByteBuffer batch, int at) {
    float[] out = floatScratch.get();
    int step = step();
    for (int channel = 0; channel < CHANNELS; channel++) {
      float[] table = numbers[channel];
      for (int i = channel, o = first(channel); i < rgb.length; i += CHANNELS, o += step) {
        out[o] = table[rgb[i] & 0xFF];
      }
    }
    put(out, batch, at);
  }

  private void writeBytes(byte[] rgb, ByteBuffer batch, int at) {
    byte[] out = byteScratch.get();
    int step = step();
    for (int channel = 0; channel < CHANNELS; channel++) {
      byte[] table = bytes[channel];
      for (int i = channel, o = first(channel); i < rgb.length; i += CHANNELS, o += step) {
        out[o] = table[rgb[i] & 0xFF];
      }
    }
    batch.put(at, out);
  }

  /** Where a channel begins. */
  private int first(int channel) {
    return input.channelsFirst() ? channel * input.height() * input.width() : channel;
  }

  /** How far apart the values of a channel are. */
  private int step() {
    return input.channelsFirst() ? 1 : CHANNELS;
  }
}
