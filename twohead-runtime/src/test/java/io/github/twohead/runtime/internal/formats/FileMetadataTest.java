package io.github.twohead.runtime.internal.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FileMetadataTest {
  private static final String PLACEHOLDER = FileMetadata.placeholder("a manifest");

  @Test
  void should_put_the_digest_of_the_file_with_zeros_in_place() throws NoSuchAlgorithmException {
    byte[] file = bytes("before " + PLACEHOLDER + " after");

    FileMetadata.sign(file, PLACEHOLDER);

    String expected = sha256("before " + "0".repeat(64) + " after");
    assertThat(new String(file, StandardCharsets.UTF_8)).isEqualTo("before " + expected + " after");
    assertThat(FileMetadata.isUnchanged(ByteBuffer.wrap(file), expected)).isTrue();
  }

  @Test
  void should_take_the_digest_of_an_export_of_format_1() throws NoSuchAlgorithmException {
    String digest = sha256("before " + "\0".repeat(64) + " after");

    byte[] file = bytes("before " + digest + " after");

    assertThat(FileMetadata.isUnchanged(ByteBuffer.wrap(file), digest)).isTrue();
  }

  @Test
  void should_notice_every_change() {
    byte[] file = bytes("before " + PLACEHOLDER + " after");
    FileMetadata.sign(file, PLACEHOLDER);
    String digest = new String(file, 7, 64, StandardCharsets.UTF_8);

    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 1;
      assertThat(FileMetadata.isUnchanged(ByteBuffer.wrap(changed), digest)).isFalse();
    }
    assertThat(FileMetadata.isUnchanged(ByteBuffer.wrap(file), "")).isFalse();
    assertThat(FileMetadata.isUnchanged(ByteBuffer.wrap(file), "before")).isFalse();
  }

  @Test
  void should_need_a_place() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileMetadata.sign(bytes("no place"), PLACEHOLDER))
        .withMessageContaining("no place for its digest");
  }

  private static String sha256(String text) throws NoSuchAlgorithmException {
    return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes(text)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
