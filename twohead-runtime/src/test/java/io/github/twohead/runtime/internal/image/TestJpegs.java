package io.github.twohead.runtime.internal.image;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.google.common.primitives.Bytes;
import java.awt.image.BufferedImage;
import java.awt.image.Raster;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import javax.imageio.IIOImage;
import javax.imageio.ImageIO;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.ImageWriteParam;
import javax.imageio.ImageWriter;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.metadata.IIOMetadataNode;
import javax.imageio.stream.ImageOutputStream;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** JPEGs of every coding, with any markers. */
final class TestJpegs {
  static final byte[] JFIF = segment(0xE0, "JFIF\0\1\1\0\0\1\0\1\0\0".getBytes(US_ASCII));

  private static final String FORMAT = "javax_imageio_jpeg_image_1.0";

  private TestJpegs() {}

  /**
   * How pixels are coded.
   *
   * @param sampling how many brightness samples there are across and down to each colour sample,
   *     such as {@code 2x1}
   * @param progressive whether in many scans
   * @param restart after how many blocks there is a restart marker; 0 for none
   */
  record Coding(String sampling, boolean progressive, int restart) {
    static final Coding PLAIN = new Coding("2x2", false, 0);
  }

  /** Encodes colour as brightness and differences, or grey; a JFIF segment comes first. */
  static byte[] encode(BufferedImage image, Coding coding) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    try {
      ImageWriteParam params = params(writer, coding.progressive());
      IIOMetadata metadata =
          writer.getDefaultImageMetadata(ImageTypeSpecifier.createFromRenderedImage(image), params);
      IIOMetadataNode root = (IIOMetadataNode) metadata.getAsTree(FORMAT);
      NodeList components = root.getElementsByTagName("componentSpec");
      if (components.getLength() > 1) {
        Element first = (Element) components.item(0);
        first.setAttribute("HsamplingFactor", coding.sampling().substring(0, 1));
        first.setAttribute("VsamplingFactor", coding.sampling().substring(2));
      }
      if (coding.restart() > 0) {
        IIOMetadataNode interval = new IIOMetadataNode("dri");
        interval.setAttribute("interval", Integer.toString(coding.restart()));
        root.getElementsByTagName("markerSequence").item(0).appendChild(interval);
      }
      metadata.setFromTree(FORMAT, root);
      return write(writer, new IIOImage(image, null, metadata), params);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Encodes samples as they are; no segment says what they mean. */
  static byte[] encode(Raster samples, boolean progressive) {
    ImageWriter writer = ImageIO.getImageWritersByFormatName("jpeg").next();
    return write(writer, new IIOImage(samples, null, null), params(writer, progressive));
  }

  private static ImageWriteParam params(ImageWriter writer, boolean progressive) {
    ImageWriteParam params = writer.getDefaultWriteParam();
    params.setCompressionMode(ImageWriteParam.MODE_EXPLICIT);
    params.setCompressionQuality(0.95f);
    params.setProgressiveMode(
        progressive ? ImageWriteParam.MODE_DEFAULT : ImageWriteParam.MODE_DISABLED);
    return params;
  }

  private static byte[] write(ImageWriter writer, IIOImage image, ImageWriteParam params) {
    try (ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageOutputStream out = ImageIO.createImageOutputStream(bytes)) {
      writer.setOutput(out);
      writer.write(null, image, params);
      out.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      writer.dispose();
    }
  }

  static byte[] segment(int marker, byte[] content) {
    return ByteBuffer.allocate(content.length + 4)
        .putShort((short) (0xFF00 | marker))
        .putShort((short) (content.length + 2))
        .put(content)
        .array();
  }

  static byte[] adobe(int transform) {
    return segment(
        0xEE, Bytes.concat("Adobe\0d\0\0\0\0".getBytes(US_ASCII), new byte[] {(byte) transform}));
  }

  /** The same JPEG with these application segments instead of its own. */
  static byte[] withSegments(byte[] jpeg, byte[]... segments) {
    byte[] changed = Bytes.concat(new byte[] {(byte) 0xFF, (byte) 0xD8}, Bytes.concat(segments));
    int at = 2;
    for (JpegSegment segment : JpegSegment.of(jpeg)) {
      if (segment.isMetadata()) {
        changed = Bytes.concat(changed, Arrays.copyOfRange(jpeg, at, segment.start()));
        at = segment.to();
      }
    }
    return Bytes.concat(changed, Arrays.copyOfRange(jpeg, at, jpeg.length));
  }

  /** The same JPEG with other names of its three components. */
  static byte[] withIds(byte[] jpeg, byte[] ids) {
    byte[] changed = jpeg.clone();
    byte @Nullable [] before = null;
    for (int at = 2; at + 4 < jpeg.length; at++) {
      int marker = jpeg[at] == (byte) 0xFF ? jpeg[at + 1] & 0xFF : 0;
      if (marker >= 0xC0 && marker <= 0xC2) {
        before = new byte[] {jpeg[at + 10], jpeg[at + 13], jpeg[at + 16]};
        for (int i = 0; i < 3; i++) {
          changed[at + 10 + 3 * i] = ids[i];
        }
      } else if (marker == 0xDA && before != null) {
        for (int i = 0; i < jpeg[at + 4]; i++) {
          changed[at + 5 + 2 * i] = ids[Bytes.indexOf(before, jpeg[at + 5 + 2 * i])];
        }
      }
    }
    return changed;
  }
}
