package io.github.twohead.experiments.internal.trackers;

import com.google.errorprone.annotations.CanIgnoreReturnValue;
import com.google.protobuf.ByteString;
import com.google.protobuf.CodedOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * A message of Protocol Buffers, written field by field. A field that is added again is repeated.
 */
@CanIgnoreReturnValue
public final class Message {
  private static final int SMALL = 128;

  private final ByteString.Output bytes = ByteString.newOutput(SMALL);
  private final CodedOutputStream out = CodedOutputStream.newInstance(bytes, SMALL);

  /** Adds a text. */
  public Message text(int field, String value) {
    return add(() -> out.writeString(field, value));
  }

  /** Adds a whole number, a boolean as 0 or 1, or an enum. */
  public Message number(int field, long value) {
    return add(() -> out.writeInt64(field, value));
  }

  /** Adds a number of 32 bits. */
  public Message float32(int field, float value) {
    return add(() -> out.writeFloat(field, value));
  }

  /** Adds a number of 64 bits. */
  public Message float64(int field, double value) {
    return add(() -> out.writeDouble(field, value));
  }

  /** Adds bytes. */
  public Message bytes(int field, ByteString value) {
    return add(() -> out.writeBytes(field, value));
  }

  /** Adds a message. */
  public Message message(int field, Message value) {
    return bytes(field, value.bytes());
  }

  /** {@return the fields so far} */
  public ByteString bytes() {
    add(out::flush);
    return bytes.toByteString();
  }

  private Message add(Write write) {
    try {
      write.run();
    } catch (IOException e) { // memory takes all
      throw new UncheckedIOException(e);
    }
    return this;
  }

  private interface Write {
    void run() throws IOException;
  }
}
