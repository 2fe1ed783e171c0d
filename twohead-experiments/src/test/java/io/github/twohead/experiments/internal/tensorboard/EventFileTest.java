package io.github.twohead.experiments.internal.tensorboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.ByteString;
import io.github.twohead.experiments.Histogram;
import io.github.twohead.experiments.MadeUpRun;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EventFileTest {
  private static final Instant START = Instant.ofEpochSecond(1_800_000_000, 250_000_000);

  /** What {@code tensorboard_check.py golden.tfevents} reads back with TensorBoard. */
  static byte[] golden() throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (EventFile file = new EventFile(bytes, START)) {
      file.add(START, 0, Values.runStarted(MadeUpRun.in(Path.of("golden")), START));
      file.add(START, 1, Values.scalar("train/batch_loss", 0.1 + 0.2));
      file.add(START, 2, Values.scalar("train/batch_loss", -1e30));
      Histogram histogram = Histogram.of(new double[] {-1, 0, 1}, new long[] {3, 5});
      file.add(START, 1, Values.histogram("weights/fc.bias", histogram));
      float[][] curve = {{2, 1, 0}, {3, 1, 0}, {0, 2, 3}, {0, 1, 2}, {0.4f, 0.5f, 0}, {1, 0.5f, 0}};
      file.add(START, 1, Values.curve("validation/screen", curve));
      byte[] image = {(byte) 0xff, (byte) 0xd8, 1, 2, 3};
      file.add(START, 1, Values.images("validation/screen/errors", 4, 3, List.of(image, image)));
      file.add(START, 0, Values.runEnded(false, START.plusSeconds(60)));
    }
    return bytes.toByteArray();
  }

  @Test
  void should_write_the_bytes_that_tensorboard_has_read() throws IOException {
    // to make it anew: Files.write(Path.of("golden.tfevents"), golden()), then tensorboard_check.py
    try (InputStream file = getClass().getResourceAsStream("/tensorboard/golden.tfevents")) {
      assertThat(golden()).isEqualTo(file.readAllBytes());
    }
  }

  /** Checksums that {@code tensorboard_check.py --masks} printed, of TensorBoard's own writer. */
  @ParameterizedTest
  @CsvSource({"0, 07980329, a282ead8", "9, 3971f937, c78ab0e5", "256, df08b32f, d31a2360"})
  void should_mask_checksums_as_tensorboard_does(int size, String ofLength, String ofContent)
      throws IOException {
    byte[] content = new byte[size];
    for (int i = 0; i < size; i++) {
      content[i] = (byte) (size == 9 ? '1' + i : i);
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();

    EventFile.write(ByteString.copyFrom(content), bytes);

    ByteBuffer record = ByteBuffer.wrap(bytes.toByteArray()).order(ByteOrder.LITTLE_ENDIAN);
    assertThat(record.getLong(0)).isEqualTo(size);
    assertThat(record.getInt(8)).isEqualTo(Integer.parseUnsignedInt(ofLength, 16));
    assertThat(record.getInt(12 + size)).isEqualTo(Integer.parseUnsignedInt(ofContent, 16));
    assertThat(record.capacity()).isEqualTo(16 + size);
  }

  @Test
  void should_not_keep_what_was_written() throws IOException {
    long[] written = {0};
    OutputStream counting =
        new OutputStream() {
          @Override
          public void write(int b) {
            written[0]++;
          }

          @Override
          public void write(byte[] b, int offset, int length) {
            written[0] += length;
          }
        };
    try (EventFile file = new EventFile(counting, START)) {
      for (int i = 0; i < 10_000; i++) {
        file.add(START, i, Values.scalar("train/batch_loss", i));
      }

      assertThat(written[0]).isGreaterThan(10_000 * 50 - 8192);
    }
  }
}
