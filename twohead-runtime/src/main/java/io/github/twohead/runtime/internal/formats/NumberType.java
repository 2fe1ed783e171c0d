package io.github.twohead.runtime.internal.formats;

/** What an input or output consists of. */
public enum NumberType {
  FLOAT32(4),
  FLOAT16(2),
  UINT8(1),
  INT8(1);

  private final int bytes;

  NumberType(int bytes) {
    this.bytes = bytes;
  }

  /** The bytes of one number. */
  public int bytes() {
    return bytes;
  }

  /** Whether numbers of this type may stand for others, by a scale. */
  public boolean isByte() {
    return bytes == 1;
  }
}
