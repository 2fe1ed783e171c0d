package io.github.twohead.djl.internal.export.tflite;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;

/**
 * The files that TFLite's metadata names, such as labels: a ZIP archive behind the model, whose
 * places count from the model's first byte. Nothing is compressed.
 *
 * <p>Source: PKWARE's <a
 * href="https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT">APPNOTE.TXT</a>, and <a
 * href="https://ai.google.dev/edge/litert/models/metadata">TFLite's metadata</a>.
 */
final class AssociatedFiles {
  private static final int FILE = 0x04034b50;
  private static final int FILE_SIZE = 30;
  private static final int ENTRY = 0x02014b50;
  private static final int ENTRY_SIZE = 46;
  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;

  /** ZIP 2.0; names in UTF-8; stored; at midnight, 1 January 1980. */
  private static final short[] HOW = {20, 1 << 11, 0, 0, 1 << 5 | 1};

  private AssociatedFiles() {}

  /** A file, and where it begins. */
  private record Stored(byte[] name, byte[] content, int at) {}

  /**
   * Appends files to a model.
   *
   * @param texts of the files by name; if there are none, the model stays as it is
   */
  static byte[] append(byte[] model, Map<String, String> texts) {
    if (texts.isEmpty()) {
      return model;
    }
    List<Stored> files = new ArrayList<>();
    int directory = model.length;
    int end = 0;
    for (Map.Entry<String, String> text : texts.entrySet()) {
      byte[] name = text.getKey().getBytes(StandardCharsets.UTF_8);
      byte[] content = text.getValue().getBytes(StandardCharsets.UTF_8);
      files.add(new Stored(name, content, directory));
      directory += FILE_SIZE + name.length + content.length;
      end += ENTRY_SIZE + name.length;
    }
    ByteBuffer zip =
        ByteBuffer.allocate(directory + end + END_SIZE).order(ByteOrder.LITTLE_ENDIAN).put(model);
    files.forEach(file -> describe(zip.putInt(FILE), file).put(file.name).put(file.content));
    for (Stored file : files) {
      describe(zip.putInt(ENTRY).putShort(HOW[0]), file);
      zip.put(new byte[10]).putInt(file.at).put(file.name); // no comment, first disk, no attributes
    }
    zip.putInt(END).putInt(0).putShort((short) files.size()).putShort((short) files.size());
    return zip.putInt(end).putInt(directory).putShort((short) 0).array();
  }

  /** What the header of a file and its entry in the directory have in common. */
  private static ByteBuffer describe(ByteBuffer zip, Stored file) {
    for (short how : HOW) {
      zip.putShort(how);
    }
    CRC32 checksum = new CRC32();
    checksum.update(file.content);
    return zip.putInt((int) checksum.getValue())
        .putInt(file.content.length)
        .putInt(file.content.length)
        .putShort((short) file.name.length)
        .putShort((short) 0); // nothing extra
  }
}
