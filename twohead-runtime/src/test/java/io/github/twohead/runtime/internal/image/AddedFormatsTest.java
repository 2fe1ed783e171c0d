package io.github.twohead.runtime.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Colors;
import io.github.twohead.DataException;
import io.github.twohead.ImageSource;
import io.github.twohead.ImageTable;
import io.github.twohead.Label;
import io.github.twohead.Preprocessing;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.runtime.internal.ChildJvm;
import io.github.twohead.spi.ImageDecoder;
import java.awt.Transparency;
import java.awt.color.ColorSpace;
import java.awt.image.BufferedImage;
import java.awt.image.ComponentColorModel;
import java.awt.image.DataBuffer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Decoders that a program adds to its class path. */
class AddedFormatsTest {
  @TempDir private Path folder;

  /** Reads what begins with "odd" as one pixel, grey in linear light. */
  public static final class OddDecoder implements ImageDecoder {
    @Override
    public String format() {
      return "ODD";
    }

    @Override
    public boolean decodes(byte[] encoded) {
      return text(encoded).startsWith("odd");
    }

    @Override
    public @Nullable BufferedImage decode(byte[] encoded, int width, int height)
        throws IOException {
      switch (text(encoded)) {
        case "odd damaged" -> throw new IOException("it is damaged");
        case "odd fault" -> throw new IllegalStateException("out of order");
        case "odd nothing" -> {
          return null;
        }
        case "odd float" -> {
          return pixel(DataBuffer.TYPE_FLOAT, 55 / 255.0);
        }
        default -> {
          return pixel(DataBuffer.TYPE_BYTE, 55);
        }
      }
    }

    private static String text(byte[] encoded) {
      return new String(encoded, StandardCharsets.ISO_8859_1);
    }

    private static BufferedImage pixel(int type, double value) {
      ComponentColorModel linear =
          new ComponentColorModel(
              ColorSpace.getInstance(ColorSpace.CS_LINEAR_RGB),
              false,
              false,
              Transparency.OPAQUE,
              type);
      var raster = linear.createCompatibleWritableRaster(1, 1);
      raster.setPixel(0, 0, new double[] {value, value, value});
      return new BufferedImage(linear, raster, false, null);
    }
  }

  /** A decoder that cannot be made. */
  public static final class BrokenDecoder extends Broken {
    /** Fails. */
    public BrokenDecoder() {
      throw new IllegalStateException("no licence");
    }
  }

  /** A decoder that cannot say what it decodes. */
  public static final class NamelessDecoder extends Broken {
    @Override
    public String format() {
      throw new IllegalStateException("no name");
    }
  }

  /** A decoder that says nothing of names. */
  public static final class SilentDecoder extends Broken {
    @Override
    public @Nullable Set<String> extensions() {
      return null;
    }
  }

  private abstract static class Broken implements ImageDecoder {
    @Override
    public String format() {
      return "BROKEN";
    }

    @Override
    public boolean decodes(byte[] encoded) {
      return false;
    }

    @Override
    public BufferedImage decode(byte[] encoded, int width, int height) {
      throw new AssertionError();
    }
  }

  /** Reads folders of classes. */
  static final class Folders {
    private Folders() {}

    public static void main(String[] args) {
      try {
        ImageTable table =
            ImageTable.readFolders(Path.of(args[0]), (head, imageClass) -> Label.UNKNOWN);
        table.images().forEach(image -> System.out.println(image.source().name()));
      } catch (DataException e) {
        System.out.println(e.getMessage());
      }
    }
  }

  /** Decodes texts on a thread that sees neither this library nor the decoder. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
      for (String text : args) {
        ImageSource image = ImageSource.of(text.getBytes(StandardCharsets.ISO_8859_1));
        try {
          System.out.println(
              value(image, Colors.AS_STORED) + " or in sRGB " + value(image, Colors.SRGB));
        } catch (UnreadableImageException e) {
          System.out.println(e.getMessage());
        }
      }
    }

    private static int value(ImageSource image, Colors colors) {
      return InputImage.read(image, Preprocessing.standard().size(32).colors(colors))[0] & 0xFF;
    }
  }

  @Test
  void should_decode_what_a_decoder_of_the_class_path_knows() throws Exception {
    assertThat(lines(OddDecoder.class, "odd one", "even one"))
        .containsExactly(
            "55 or in sRGB 128",
            "image of 8 bytes: it is not a JPEG, PNG, GIF, BMP, WebP or ODD image");
  }

  @Test
  void should_convert_samples_once_that_java_converts_itself() throws Exception {
    assertThat(lines(OddDecoder.class, "odd float")).containsExactly("128 or in sRGB 128");
  }

  @Test
  void should_name_the_class_of_a_decoder_that_cannot_say_what_it_decodes() throws Exception {
    assertThat(lines(NamelessDecoder.class, "odd one"))
        .containsExactly(
            "image of 7 bytes: it is not a JPEG, PNG, GIF, BMP, WebP or "
                + NamelessDecoder.class.getName()
                + " image");
  }

  @Test
  void should_say_what_a_decoder_says_and_whose_fault_it_is() throws Exception {
    String decoder = OddDecoder.class.getName();

    assertThat(lines(OddDecoder.class, "odd damaged", "odd fault", "odd nothing"))
        .containsExactly(
            "image of 11 bytes: this ODD cannot be decoded: it is damaged",
            "image of 9 bytes: its decoder "
                + decoder
                + " fails: java.lang.IllegalStateException: out of order",
            "image of 11 bytes: this ODD cannot be decoded: " + decoder + " gives no image");
  }

  @Test
  void should_say_at_every_image_that_a_decoder_cannot_be_loaded() throws Exception {
    assertThat(lines(BrokenDecoder.class, "odd one", "odd two"))
        .hasSize(2)
        .allSatisfy(
            line ->
                assertThat(line)
                    .contains("a decoder that is on the class path cannot be loaded")
                    .contains(BrokenDecoder.class.getName()));
  }

  @Test
  void should_name_the_decoder_that_does_not_say_how_its_files_are_named() throws Exception {
    Path classes = Files.createDirectories(folder.resolve("classes"));
    for (String name : List.of("a.odd", "b.JFIF", "c.jpe", "jpg")) {
      Files.createFile(Files.createDirectories(classes.resolve("0")).resolve(name));
    }
    String says = " does not say how names of its files end: java.lang.";

    assertThat(lines(Folders.class, OddDecoder.class, classes.toString()))
        .extracting(file -> String.valueOf(Path.of(file).getFileName()))
        .containsExactly("a.odd", "b.JFIF", "c.jpe");
    assertThat(lines(Folders.class, NamelessDecoder.class, classes.toString()))
        .singleElement()
        .asString()
        .contains(NamelessDecoder.class.getName() + says);
    assertThat(lines(Folders.class, SilentDecoder.class, classes.toString()))
        .singleElement()
        .asString()
        .contains(SilentDecoder.class.getName() + says);
  }

  private List<String> lines(Class<? extends ImageDecoder> decoder, String... images)
      throws Exception {
    return lines(Program.class, decoder, images);
  }

  private List<String> lines(
      Class<?> program, Class<? extends ImageDecoder> decoder, String... arguments)
      throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(ImageDecoder.class.getName()), decoder.getName());
    return ChildJvm.of(program).with(folder).lines(arguments);
  }
}
