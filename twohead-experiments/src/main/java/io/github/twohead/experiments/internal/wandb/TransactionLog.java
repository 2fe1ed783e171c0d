package io.github.twohead.experiments.internal.wandb;

import java.io.Closeable;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Path;
import java.util.zip.CRC32;

/**
 * Appends records to a {@code .wandb} file. It has blocks of 32 KiB, and a record lies in one chunk
 * or more, none of which crosses a block's end, as in LevelDB's logs; W&B's own are a header of the
 * file, which the first block begins with, and the plain CRC-32 in place of a masked CRC-32C.
 *
 * <p>A record is handed to the system whole, so that a process that is killed loses none that was
 * appended. Not for several threads.
 *
 * <p>Source: <a href="https://github.com/google/leveldb/blob/main/doc/log_format.md">LevelDB's log
 * format</a>, and {@code core/pkg/leveldb} of W&B's repository.
 */
final class TransactionLog implements Closeable {
  private static final int BLOCK = 1 << 15;

  /** Of the file: {@code :W&B}, a magic number, and version 0 of the format. */
  private static final byte[] FILE_HEADER = {':', 'W', '&', 'B', (byte) 0xe1, (byte) 0xbe, 0};

  /** Of a chunk: checksum, length, kind. */
  private static final int HEADER = 7;

  private static final byte WHOLE = 1;
  private static final byte FIRST = 2;
  private static final byte MIDDLE = 3;
  private static final byte LAST = 4;

  private final OutputStream file;

  /** Bytes of the last block. */
  private int filled;

  /**
   * Creates the file.
   *
   * @param path the file
   * @throws IOException if it cannot be written
   */
  TransactionLog(Path path) throws IOException {
    file = new FileOutputStream(path.toFile()); // no interrupt closes it, as it does a channel
    file.write(FILE_HEADER);
    filled = FILE_HEADER.length;
  }

  /**
   * Appends a record.
   *
   * @param record its bytes
   * @throws IOException if it cannot be written
   */
  void append(byte[] record) throws IOException {
    int chunks = record.length / (BLOCK - HEADER) + 2;
    ByteBuffer out =
        ByteBuffer.allocate(record.length + (chunks + 1) * HEADER).order(ByteOrder.LITTLE_ENDIAN);
    int start = 0;
    boolean first = true;
    do {
      if (BLOCK - filled < HEADER) {
        out.put(new byte[BLOCK - filled]);
        filled = 0;
      }
      int length = Math.min(record.length - start, BLOCK - filled - HEADER);
      boolean last = start + length == record.length;
      byte kind = first ? (last ? WHOLE : FIRST) : (last ? LAST : MIDDLE);
      putChunk(out, kind, record, start, length);
      first = false;
      start += length;
      filled += HEADER + length;
    } while (start < record.length);
    file.write(out.array(), 0, out.position());
  }

  private static void putChunk(ByteBuffer out, byte kind, byte[] record, int start, int length) {
    CRC32 checksum = new CRC32();
    checksum.update(kind);
    checksum.update(record, start, length);
    out.putInt((int) checksum.getValue());
    out.putShort((short) length);
    out.put(kind);
    out.put(record, start, length);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
