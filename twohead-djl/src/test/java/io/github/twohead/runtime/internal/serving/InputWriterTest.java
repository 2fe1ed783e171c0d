package io.github.twohead.runtime.internal.serving;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.github.twohead.Normalization;
import io.github.twohead.runtime.internal.formats.NetworkFile.ImageInput;
import io.github.twohead.runtime.internal.formats.NetworkFile.NumberType;
import io.github.twohead.runtime.internal.formats.NetworkFile.Quantization;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class InputWriterTest {
  private static final Normalization N = new Normalization(0, 0.5f, 1, 1, 0.5f, 0.25f);

  /** Two pixels, one above the other. */
  private static final byte[] RGB = {0, (byte) 255, 51, (byte) 204, 0, (byte) 255};

  @Test
  void should_write_normalised_floats_pixel_by_pixel() {
    ByteBuffer batch = write(NumberType.FLOAT32, Quantization.NONE, false, Optional.of(N));

    float[] expected = {0, 1, -3.2f, 0.8f, -1, 0};
    for (int i = 0; i < 6; i++) {
      assertThat(batch.getFloat((6 + i) * Float.BYTES)).isCloseTo(expected[i], within(1e-6f));
    }
    assertThat(batch.getFloat(0)).as("the first image's place").isZero();
  }

  @Test
  void should_write_floats_channel_by_channel() {
    ByteBuffer batch = write(NumberType.FLOAT32, Quantization.NONE, true, Optional.of(N));

    float[] expected = {0, 0.8f, 1, -1, -3.2f, 0};
    for (int i = 0; i < 6; i++) {
      assertThat(batch.getFloat((6 + i) * Float.BYTES)).isCloseTo(expected[i], within(1e-6f));
    }
  }

  @Test
  void should_leave_pixels_as_they_are() {
    ByteBuffer floats = write(NumberType.FLOAT32, Quantization.NONE, false, Optional.empty());
    ByteBuffer bytes = write(NumberType.UINT8, Quantization.NONE, false, Optional.empty());

    for (int i = 0; i < 6; i++) {
      assertThat(floats.getFloat((6 + i) * Float.BYTES)).isEqualTo(RGB[i] & 0xFF);
      assertThat(bytes.get(6 + i)).isEqualTo(RGB[i]);
    }
  }

  @Test
  void should_write_the_bytes_that_stand_for_numbers() {
    Quantization signed = new Quantization(0.1f, -10);
    Quantization unsigned = new Quantization(0.01f, 100);

    ByteBuffer batch = write(NumberType.INT8, signed, false, Optional.of(N));
    ByteBuffer others = write(NumberType.UINT8, unsigned, true, Optional.of(N));

    // 0, 1, -3.2, 0.8, -1, 0 in tenths, less 10
    assertThat(bytes(batch)).containsExactly(-10, 0, -42, -2, -20, -10);
    // 0, 0.8, 1, -1, -3.2, 0 in hundredths, plus 100, cut off at 0
    assertThat(bytes(others)).containsExactly(100, (byte) 180, (byte) 200, 0, 0, 100);
  }

  @Test
  void should_cut_off_numbers_that_bytes_cannot_stand_for() {
    float[] ready = {
      Float.POSITIVE_INFINITY, Float.NEGATIVE_INFINITY, 1e30f, -1e30f, Float.MAX_VALUE, 0
    };
    ByteBuffer high = ByteBuffer.allocateDirect(6);
    ByteBuffer low = ByteBuffer.allocateDirect(6);

    writer(NumberType.INT8, new Quantization(0.1f, 100), false, Optional.of(N))
        .write(FloatBuffer.wrap(ready), high);
    writer(NumberType.INT8, new Quantization(0.1f, -100), false, Optional.of(N))
        .write(FloatBuffer.wrap(ready), low);

    assertThat(all(high)).containsExactly(127, -128, 127, -128, 127, 100);
    assertThat(all(low)).containsExactly(127, -128, 127, -128, 127, -100);
  }

  private static byte[] all(ByteBuffer image) {
    byte[] all = new byte[6];
    image.get(0, all);
    return all;
  }

  private static byte[] bytes(ByteBuffer batch) {
    byte[] second = new byte[6];
    batch.get(6, second);
    return second;
  }

  @Test
  void should_refuse_another_size() {
    InputWriter writer = writer(NumberType.FLOAT32, Quantization.NONE, false, Optional.of(N));

    assertThatIllegalArgumentException()
        .isThrownBy(() -> writer.write(new byte[9], ByteBuffer.allocateDirect(100), 0))
        .withMessage("9 bytes are not 1×2 pixels of 3");
  }

  /** The second image of a batch. */
  private static ByteBuffer write(
      NumberType type,
      Quantization quantization,
      boolean channelsFirst,
      Optional<Normalization> normalization) {
    ByteBuffer batch = ByteBuffer.allocateDirect(48).order(ByteOrder.nativeOrder());
    writer(type, quantization, channelsFirst, normalization).write(RGB, batch, 1);
    return batch;
  }

  private static InputWriter writer(
      NumberType type,
      Quantization quantization,
      boolean channelsFirst,
      Optional<Normalization> normalization) {
    return new InputWriter(
        new ImageInput("image", type, quantization, 2, 1, channelsFirst), normalization);
  }
}
