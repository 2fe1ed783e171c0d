package io.github.twohead.experiments.internal.tensorboard;

import com.google.protobuf.ByteString;
import io.github.twohead.experiments.internal.trackers.Message;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.Flushable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.zip.CRC32C;

/**
 * A file of events, each a record of TensorFlow's: its length and a checksum of that, its bytes and
 * a checksum of those. A record that a killed process left half written is skipped by readers.
 */
final class EventFile implements Closeable, Flushable {
  private static final int MASK = 0xa282ead8;

  private final OutputStream out;

  /**
   * Begins a file.
   *
   * @param file its bytes, which are closed with it
   */
  EventFile(OutputStream file, Instant now) throws IOException {
    out = new BufferedOutputStream(file);
    write(at(now).text(3, "brain.Event:2"));
  }

  /** An event without content. */
  private static Message at(Instant time) {
    return new Message().float64(1, time.getEpochSecond() + time.getNano() / 1e9);
  }

  /** Adds an event of one value, a {@code Summary.Value}. */
  void add(Instant time, long step, Message value) throws IOException {
    write(at(time).number(2, step).message(5, new Message().message(1, value)));
  }

  private void write(Message event) throws IOException {
    write(event.bytes(), out);
  }

  /** Writes a record. */
  static void write(ByteString data, OutputStream out) throws IOException {
    byte[] length = littleEndian(Long.BYTES).putLong(data.size()).array();
    out.write(length);
    out.write(checksum(ByteBuffer.wrap(length)));
    data.writeTo(out);
    out.write(checksum(data.asReadOnlyByteBuffer()));
  }

  /** The masked CRC-32C, as four bytes. */
  private static byte[] checksum(ByteBuffer data) {
    CRC32C sum = new CRC32C();
    sum.update(data);
    int masked = Integer.rotateRight((int) sum.getValue(), 15) + MASK;
    return littleEndian(Integer.BYTES).putInt(masked).array();
  }

  private static ByteBuffer littleEndian(int size) {
    return ByteBuffer.allocate(size).order(ByteOrder.LITTLE_ENDIAN);
  }

  @Override
  public void flush() throws IOException {
    out.flush();
  }

  @Override
  public void close() throws IOException {
    out.close();
  }
}
