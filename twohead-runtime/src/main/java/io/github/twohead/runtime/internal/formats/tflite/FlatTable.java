package io.github.twohead.runtime.internal.formats.tflite;

import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A table in a flatbuffer. Every access is checked against the end of the file; a native reader,
 * which checks nothing, then finds the same.
 *
 * <p>Source: <a href="https://flatbuffers.dev/internals/">FlatBuffers internals</a>. Fields have
 * the numbers that follow from their order in the schema.
 */
final class FlatTable {
  /** More entries and letters than any model has, and few enough to be read in no time. */
  private static final int MAX_ENTRIES = 1 << 22;

  private static final int FIRST_SLOT = 4;

  private final ByteBuffer file;
  private final String name;

  /** What may still be read of the whole file: a small one could refer to the same part often. */
  private final AtomicInteger budget;

  private final int start;
  private final int vtable;
  private final int vtableBytes;
  private final int bytes;

  /**
   * Reads the root table.
   *
   * @param file the whole file, in little-endian order
   * @param name what messages call the table
   */
  static FlatTable root(ByteBuffer file, String name) {
    return new FlatTable(file, name, new AtomicInteger(MAX_ENTRIES), reference(file, 0, name));
  }

  private FlatTable(ByteBuffer file, String name, AtomicInteger budget, int start) {
    this.file = file;
    this.name = name;
    this.budget = budget;
    this.start = start;
    long table = (long) start - file.getInt(start);
    if (table < 0 || table % Short.BYTES != 0 || table > file.limit() - FIRST_SLOT) {
      throw damaged(name);
    }
    vtable = (int) table;
    vtableBytes = Short.toUnsignedInt(file.getShort(vtable));
    bytes = Short.toUnsignedInt(file.getShort(vtable + Short.BYTES));
    if (vtableBytes < FIRST_SLOT
        || vtableBytes % Short.BYTES != 0
        || vtableBytes > file.limit() - vtable
        || bytes < Integer.BYTES
        || bytes > file.limit() - start) {
      throw damaged(name);
    }
  }

  private static RuntimeException damaged(String name) {
    return InvalidFile.of(name + " is damaged");
  }

  /** The place that the offset at a place points to, where at least four bytes are left. */
  private static int reference(ByteBuffer file, int at, String name) {
    long target = at + Integer.toUnsignedLong(file.getInt(at));
    if (target % Integer.BYTES != 0 || target > file.limit() - Integer.BYTES) {
      throw damaged(name);
    }
    return (int) target;
  }

  /** The place of a field of so many bytes; -1 if it is absent. */
  private int place(int field, int size) {
    int slot = FIRST_SLOT + field * Short.BYTES;
    int offset = slot < vtableBytes ? Short.toUnsignedInt(file.getShort(vtable + slot)) : 0;
    if (offset == 0) {
      return -1;
    }
    int place = start + offset;
    if (offset < Integer.BYTES || offset + size > bytes || place % size != 0) {
      throw damaged(name);
    }
    return place;
  }

  boolean has(int field) {
    return place(field, 1) >= 0;
  }

  /**
   * Checks every field, for a native reader may look at those too that this one has no use for.
   *
   * @param layout by field its kind: a byte {@code b}, 32 bits {@code w}, 64 bits {@code l}, a text
   *     {@code s}, a vector of 8-, 32- or 64-bit numbers {@code x}, {@code i} or {@code j}, or a
   *     table or tables {@code t}, which are checked where they are read. Further fields, which a
   *     newer interpreter might understand, are refused.
   */
  void check(String layout) {
    for (int i = 0; FIRST_SLOT + i * Short.BYTES < vtableBytes; i++) {
      switch (i < layout.length() ? layout.charAt(i) : '-') {
        case 'b' -> int8(i);
        case 'w', 't' -> int32(i, 0);
        case 'l' -> int64(i);
        case 's' -> text(i);
        case 'x' -> vector(i, Byte.BYTES);
        case 'i' -> vector(i, Integer.BYTES);
        case 'j' -> vector(i, Long.BYTES);
        default -> {
          if (has(i)) {
            throw InvalidFile.of(name + " has a part (" + i + ") that is not supported");
          }
        }
      }
    }
  }

  byte int8(int field) {
    int place = place(field, Byte.BYTES);
    return place < 0 ? 0 : file.get(place);
  }

  int int32(int field, int absent) {
    int place = place(field, Integer.BYTES);
    return place < 0 ? absent : file.getInt(place);
  }

  /** An unsigned number below 2³¹, 0 if it is absent. */
  int index(int field) {
    int value = int32(field, 0);
    if (value < 0) {
      throw damaged(name);
    }
    return value;
  }

  long int64(int field) {
    int place = place(field, Long.BYTES);
    return place < 0 ? 0 : file.getLong(place);
  }

  float float32(int field) {
    int place = place(field, Float.BYTES);
    return place < 0 ? 0 : file.getFloat(place);
  }

  /** A vector's elements as bytes in little-endian order; null if it is absent. */
  @Nullable ByteBuffer vector(int field, int elementBytes) {
    int place = place(field, Integer.BYTES);
    if (place < 0) {
      return null;
    }
    int vector = reference(file, place, name);
    long length = Integer.toUnsignedLong(file.getInt(vector)) * elementBytes;
    int first = vector + Integer.BYTES;
    if (length > file.limit() - first) {
      throw damaged(name);
    }
    return file.slice(first, (int) length).order(file.order());
  }

  /** A vector of whole numbers, empty if it is absent. */
  int[] ints(int field) {
    ByteBuffer elements = entries(field, Integer.BYTES);
    int[] values = new int[elements.remaining() / Integer.BYTES];
    elements.asIntBuffer().get(values);
    return values;
  }

  long[] longs(int field) {
    ByteBuffer elements = entries(field, Long.BYTES);
    long[] values = new long[elements.remaining() / Long.BYTES];
    elements.asLongBuffer().get(values);
    return values;
  }

  float[] floats(int field) {
    ByteBuffer elements = entries(field, Float.BYTES);
    float[] values = new float[elements.remaining() / Float.BYTES];
    elements.asFloatBuffer().get(values);
    return values;
  }

  private ByteBuffer entries(int field, int elementBytes) {
    ByteBuffer elements = vector(field, elementBytes);
    if (elements == null) {
      return ByteBuffer.allocate(0);
    }
    spend(elements.remaining() / elementBytes);
    return elements;
  }

  private void spend(int entries) {
    if (budget.addAndGet(-entries) < 0) {
      throw InvalidFile.of(
          name + " makes it too long: it has more than " + MAX_ENTRIES + " entries");
    }
  }

  /** A text, which a zero must follow; empty if it is absent. */
  String text(int field) {
    ByteBuffer letters = vector(field, Byte.BYTES);
    if (letters == null) {
      return "";
    }
    int place = place(field, Integer.BYTES);
    long end = (long) reference(file, place, name) + Integer.BYTES + letters.remaining();
    spend(letters.remaining());
    if (end >= file.limit() || file.get((int) end) != 0) {
      throw damaged(name);
    }
    return StandardCharsets.UTF_8.decode(letters).toString();
  }

  /** A text that must be there. */
  String requiredText(int field) {
    if (!has(field)) {
      throw damaged(name);
    }
    return text(field);
  }

  /** A table; null if it is absent. */
  @Nullable FlatTable table(int field, String tableName) {
    int place = place(field, Integer.BYTES);
    return place < 0
        ? null
        : new FlatTable(file, tableName, budget, reference(file, place, tableName));
  }

  /**
   * A vector of tables, empty if it is absent.
   *
   * @param entryName what messages call an entry, followed by its number
   */
  List<FlatTable> tables(int field, String entryName) {
    int count = entries(field, Integer.BYTES).remaining() / Integer.BYTES;
    List<FlatTable> tables = new ArrayList<>(count);
    if (count > 0) {
      int first = reference(file, place(field, Integer.BYTES), name) + Integer.BYTES;
      for (int i = 0; i < count; i++) {
        String own = entryName + " " + i;
        tables.add(
            new FlatTable(file, own, budget, reference(file, first + i * Integer.BYTES, own)));
      }
    }
    return tables;
  }

  /** What messages call the table. */
  @Override
  public String toString() {
    return name;
  }
}
