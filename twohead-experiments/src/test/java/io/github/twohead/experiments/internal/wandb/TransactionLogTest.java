package io.github.twohead.experiments.internal.wandb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import com.google.protobuf.ByteString;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The golden file was made by W&B itself, with {@code wandb_reference.py}. */
class TransactionLogTest {
  private static final int BLOCK = 32_768;

  @TempDir Path folder;

  private static byte[] golden() throws IOException {
    try (InputStream file =
        new GZIPInputStream(
            TransactionLogTest.class.getResourceAsStream("/wandb/reference.wandb.gz"))) {
      return file.readAllBytes();
    }
  }

  private byte[] written(List<ByteString> records) throws IOException {
    Path file = folder.resolve("run.wandb");
    try (TransactionLog log = new TransactionLog(file)) {
      for (ByteString record : records) {
        log.append(record.toByteArray());
      }
    }
    return Files.readAllBytes(file);
  }

  @Test
  void should_write_records_as_wandb_does() throws IOException {
    byte[] golden = golden();

    byte[] file = written(new WandbFile(golden).records());

    assertThat(file).isEqualTo(golden);
  }

  @Test
  void should_find_in_the_golden_file_what_wandb_was_told() throws IOException {
    WandbFile file = new WandbFile(golden());

    assertThat(WandbFile.texts(file.all(17).get(0), 8)).containsExactly("first");
    assertThat(WandbFile.items(WandbFile.message(file.all(17).get(0), 4).get(0)))
        .contains(
            entry("heads", "[\"screen\",\"other\"]"),
            entry("training", "{\"epochs\":3,\"learning_rate\":0.001}"));
    assertThat(file.all(2)).hasSize(5);
    assertThat(WandbFile.items(file.all(2).get(0)))
        .contains(entry("_step", "0"), entry("loss", "1"), entry("f1", "NaN"));
    assertThat(WandbFile.items(file.all(2).get(2))).contains(entry("loss", "0.3333333333333333"));
    assertThat(WandbFile.number(WandbFile.message(file.all(2).get(2), 2).get(0), 1)).isEqualTo(2);
    assertThat(WandbFile.items(file.all(2).get(4)))
        .contains(entry("weights>bins", "[0,0.5,1,1.5]"), entry("weights>values", "[1,2,3]"));
    assertThat(WandbFile.number(file.all(18).get(0), 1)).isZero();
  }

  @Test
  void should_hold_records_of_every_length() throws IOException {
    Random random = new Random(3);
    for (int before = BLOCK - 40; before < BLOCK - 5; before++) {
      List<ByteString> records = new ArrayList<>();
      for (int length : new int[] {before - 14, 3, 0, before, 2 * BLOCK + before, 1}) {
        byte[] record = new byte[length];
        random.nextBytes(record);
        records.add(ByteString.copyFrom(record));
      }

      byte[] file = written(records);

      assertThat(new WandbFile(file).records()).isEqualTo(records);
    }
  }

  @Test
  void should_be_readable_up_to_the_last_whole_record_wherever_it_breaks_off() throws IOException {
    List<ByteString> records =
        Stream.of(3, 50, 40_000, 3).map(byte[]::new).map(ByteString::copyFrom).toList();
    byte[] file = written(records);

    for (int length = 7; length < file.length; length += length < 100 ? 1 : 501) {
      List<ByteString> read = new WandbFile(Arrays.copyOf(file, length)).records();

      int whole = length < 17 ? 0 : length < 74 ? 1 : length < 40_088 ? 2 : 3;
      assertThat(read).isEqualTo(records.subList(0, whole));
    }
  }
}
