package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.primitives.Bytes;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** ICC profiles, with no more in them than must be. */
public final class IccProfiles {
  private static final int HEADER = 128;

  private IccProfiles() {}

  /** Display P3: its primaries, adapted to D50, and sRGB's curve. */
  static byte[] displayP3() {
    byte[] curve =
        Bytes.concat(
            "para\0\0\0\0\0\3\0\0".getBytes(US_ASCII),
            fixed(2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045));
    return rgb(
        curve,
        xyz(0.51512, 0.24120, -0.00105),
        xyz(0.29198, 0.69225, 0.04189),
        xyz(0.15710, 0.06657, 0.78407));
  }

  /** Adobe RGB (1998): its primaries, adapted to D50, and a gamma of 563/256. */
  static byte[] adobeRgb() {
    return rgb(
        gamma(563),
        xyz(0.60974, 0.31111, 0.01947),
        xyz(0.20528, 0.62567, 0.06087),
        xyz(0.14919, 0.06322, 0.74457));
  }

  /** A display whose red and green are swapped, so that it shows whether it was used. */
  public static byte[] swapped() {
    return rgb(
        gamma(563),
        xyz(0.38515, 0.71687, 0.09708),
        xyz(0.43607, 0.22249, 0.01392),
        xyz(0.14307, 0.06061, 0.71410));
  }

  /** Grey with a gamma of 1.8. */
  static byte[] grey() {
    return profile("mntr", "GRAY", "XYZ ", List.of("kTRC"), List.of(gamma(461)));
  }

  /** A printer whose four inks take away light alike: grey, whatever the ink. */
  static byte[] cmyk() {
    ByteBuffer lut = ByteBuffer.allocate(48 + 4 * 256 + 16 * 3 + 3 * 256);
    lut.put("mft1\0\0\0\0\4\3\2\0".getBytes(US_ASCII)).put(fixed(1, 0, 0, 0, 1, 0, 0, 0, 1));
    putIdentities(lut, 4);
    for (int inks = 0; inks < 16; inks++) {
      lut.put((byte) (255 - 255 * Integer.bitCount(inks) / 4)).put((byte) 128).put((byte) 128);
    }
    putIdentities(lut, 3);
    return profile("prtr", "CMYK", "Lab ", List.of("A2B0"), List.of(lut.array()));
  }

  private static void putIdentities(ByteBuffer lut, int channels) {
    for (int i = 0; i < channels * 256; i++) {
      lut.put((byte) i);
    }
  }

  private static byte[] rgb(byte[] curve, byte[] red, byte[] green, byte[] blue) {
    return profile(
        "mntr",
        "RGB ",
        "XYZ ",
        List.of("rXYZ", "gXYZ", "bXYZ", "rTRC", "gTRC", "bTRC"),
        List.of(red, green, blue, curve, curve, curve));
  }

  private static byte[] gamma(int in256ths) {
    return Bytes.concat(
        "curv\0\0\0\0\0\0\0\1".getBytes(US_ASCII),
        new byte[] {(byte) (in256ths >> 8), (byte) in256ths, 0, 0});
  }

  private static byte[] xyz(double x, double y, double z) {
    return Bytes.concat("XYZ \0\0\0\0".getBytes(US_ASCII), fixed(x, y, z));
  }

  private static byte[] fixed(double... numbers) {
    ByteBuffer fixed = ByteBuffer.allocate(4 * numbers.length);
    for (double number : numbers) {
      fixed.putInt((int) Math.round(number * 65536));
    }
    return fixed.array();
  }

  private static byte[] profile(
      String kind, String colors, String connection, List<String> names, List<byte[]> contents) {
    List<String> tags = new ArrayList<>(names);
    List<byte[]> data = new ArrayList<>(contents);
    tags.add("wtpt");
    data.add(xyz(0.9642, 1, 0.8249));
    int size = HEADER + 4 + 12 * tags.size() + data.stream().mapToInt(tag -> tag.length).sum();
    ByteBuffer icc = ByteBuffer.allocate(size).putInt(size).putInt(0).putInt(0x04300000);
    icc.put(kind.getBytes(US_ASCII)).put(colors.getBytes(US_ASCII));
    icc.put(connection.getBytes(US_ASCII)).position(36).put("acsp".getBytes(US_ASCII));
    icc.position(68).put(fixed(0.9642, 1, 0.8249)).position(HEADER).putInt(tags.size());
    int at = HEADER + 4 + 12 * tags.size();
    for (int i = 0; i < tags.size(); i++) {
      icc.put(tags.get(i).getBytes(US_ASCII)).putInt(at).putInt(data.get(i).length);
      at += data.get(i).length;
    }
    data.forEach(icc::put);
    return icc.array();
  }
}
