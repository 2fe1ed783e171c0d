package io.github.twohead.djl.internal.weights.pickle;

import io.github.twohead.djl.internal.weights.pickle.Calls.Inert;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a pickle with a place in them, and the opcodes and values that are written there.
 */
final class PickleBytes {
  private static final int MAX_LINE = 256;

  private final ByteBuffer in;

  PickleBytes(byte[] content) {
    in = ByteBuffer.wrap(content).order(ByteOrder.LITTLE_ENDIAN);
  }

  long remaining() {
    return in.remaining();
  }

  int unsignedByte() {
    return need(1).get() & 0xFF;
  }

  int int32() {
    return need(Integer.BYTES).getInt();
  }

  long int64() {
    return need(Long.BYTES).getLong();
  }

  /** A view of the next bytes, little-endian. */
  ByteBuffer slice(long length) {
    need(length);
    ByteBuffer slice = in.slice(in.position(), (int) length).order(ByteOrder.LITTLE_ENDIAN);
    in.position(in.position() + (int) length);
    return slice;
  }

  private ByteBuffer need(long bytes) {
    if (bytes < 0 || bytes > in.remaining()) {
      throw InvalidFile.of("it is cut off or damaged: " + bytes + " bytes are missing at its end");
    }
    return in;
  }

  /** Reads up to the end of a line. */
  String line() {
    StringBuilder line = new StringBuilder();
    for (int c = unsignedByte(); c != '\n'; c = unsignedByte()) {
      if (line.length() == MAX_LINE) {
        throw InvalidFile.of(
            "it is damaged: it holds a name of more than " + MAX_LINE + " letters");
      }
      line.append((char) c);
    }
    return line.toString();
  }

  /** Reads the value that an opcode writes out; null if the opcode does something else. */
  @Nullable Object literal(int opcode) {
    return switch (opcode) {
      case Opcode.NONE -> Inert.NONE;
      case Opcode.NEWTRUE -> true;
      case Opcode.NEWFALSE -> false;
      case Opcode.BININT -> (long) int32();
      case Opcode.BININT1 -> (long) unsignedByte();
      case Opcode.BININT2 -> (long) (need(Short.BYTES).getShort() & 0xFFFF);
      case Opcode.LONG1 -> integer(unsignedByte());
      case Opcode.LONG4 -> integer(int32());
      case Opcode.BINFLOAT -> Double.longBitsToDouble(Long.reverseBytes(int64()));
      case Opcode.SHORT_BINUNICODE, Opcode.SHORT_BINSTRING -> text(unsignedByte());
      case Opcode.BINUNICODE, Opcode.BINSTRING -> text(int32());
      case Opcode.BINUNICODE8 -> text(int64());
      case Opcode.SHORT_BINBYTES -> bytes(unsignedByte());
      case Opcode.BINBYTES -> bytes(int32());
      case Opcode.BINBYTES8, Opcode.BYTEARRAY8 -> bytes(int64());
      default -> null;
    };
  }

  private Object integer(int length) {
    ByteBuffer digits = slice(length);
    byte[] bigEndian = new byte[length];
    for (int i = 0; i < length; i++) {
      bigEndian[length - 1 - i] = digits.get(i);
    }
    BigInteger value = length == 0 ? BigInteger.ZERO : new BigInteger(bigEndian);
    return value.bitLength() < Long.SIZE ? (Object) value.longValue() : value;
  }

  private String text(long length) {
    return StandardCharsets.UTF_8.decode(slice(length)).toString();
  }

  private Inert bytes(long length) {
    slice(length);
    return Inert.BYTES;
  }

  /**
   * The opcodes of pickle protocols 2 to 5 that state dicts and checkpoints are written with.
   *
   * <p>Source: <a href="https://docs.python.org/3/library/pickletools.html">pickletools</a>.
   */
  static final class Opcode {
    static final int PROTO = 0x80;
    static final int FRAME = 0x95;
    static final int STOP = '.';

    static final int NONE = 'N';
    static final int NEWTRUE = 0x88;
    static final int NEWFALSE = 0x89;
    static final int BININT = 'J';
    static final int BININT1 = 'K';
    static final int BININT2 = 'M';
    static final int LONG1 = 0x8A;
    static final int LONG4 = 0x8B;
    static final int BINFLOAT = 'G';
    static final int BINSTRING = 'T';
    static final int SHORT_BINSTRING = 'U';
    static final int BINUNICODE = 'X';
    static final int SHORT_BINUNICODE = 0x8C;
    static final int BINUNICODE8 = 0x8D;
    static final int BINBYTES = 'B';
    static final int SHORT_BINBYTES = 'C';
    static final int BINBYTES8 = 0x8E;
    static final int BYTEARRAY8 = 0x96;

    static final int MARK = '(';
    static final int POP = '0';
    static final int POP_MARK = '1';
    static final int EMPTY_TUPLE = ')';
    static final int TUPLE = 't';
    static final int TUPLE1 = 0x85;
    static final int TUPLE2 = 0x86;
    static final int TUPLE3 = 0x87;
    static final int EMPTY_LIST = ']';
    static final int APPEND = 'a';
    static final int APPENDS = 'e';
    static final int EMPTY_DICT = '}';
    static final int SETITEM = 's';
    static final int SETITEMS = 'u';

    static final int EMPTY_SET = 0x8F;
    static final int ADDITEMS = 0x90;
    static final int FROZENSET = 0x91;

    static final int BINPUT = 'q';
    static final int LONG_BINPUT = 'r';
    static final int MEMOIZE = 0x94;
    static final int BINGET = 'h';
    static final int LONG_BINGET = 'j';

    static final int GLOBAL = 'c';
    static final int STACK_GLOBAL = 0x93;
    static final int BINPERSID = 'Q';
    static final int REDUCE = 'R';
    static final int BUILD = 'b';
    static final int NEWOBJ = 0x81;
    static final int NEWOBJ_EX = 0x92;

    private Opcode() {}
  }
}
