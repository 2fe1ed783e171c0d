package io.github.twohead.runtime.internal.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FileDigestTest {
  private static final String PLACEHOLDER = FileDigest.placeholder("a manifest");

  @Test
  void should_put_the_digest_of_the_file_with_zeros_in_place() throws NoSuchAlgorithmException {
    byte[] file = bytes("before " + PLACEHOLDER + " after");

    FileDigest.sign(file, PLACEHOLDER);

    byte[] zeros = bytes("before " + "\0".repeat(64) + " after");
    String expected = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(zeros));
    assertThat(new String(file, StandardCharsets.UTF_8)).isEqualTo("before " + expected + " after");
    assertThat(FileDigest.matches(ByteBuffer.wrap(file), expected)).isTrue();
  }

  @Test
  void should_notice_every_change() {
    byte[] file = bytes("before " + PLACEHOLDER + " after");
    FileDigest.sign(file, PLACEHOLDER);
    String digest = new String(file, 7, 64, StandardCharsets.UTF_8);

    for (int i = 0; i < file.length; i++) {
      byte[] changed = file.clone();
      changed[i] ^= 1;
      assertThat(FileDigest.matches(ByteBuffer.wrap(changed), digest)).isFalse();
    }
    assertThat(FileDigest.matches(ByteBuffer.wrap(file), "")).isFalse();
    assertThat(FileDigest.matches(ByteBuffer.wrap(file), "before")).isFalse();
  }

  @Test
  void should_need_a_place() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> FileDigest.sign(bytes("no place"), PLACEHOLDER))
        .withMessageContaining("no place for its digest");
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
