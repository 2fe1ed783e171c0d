package io.github.twohead.runtime.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.ImageSource;
import io.github.twohead.runtime.internal.ChildJvm;
import java.awt.image.BufferedImage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Locale;
import javax.imageio.ImageReadParam;
import javax.imageio.ImageReader;
import javax.imageio.ImageTypeSpecifier;
import javax.imageio.metadata.IIOMetadata;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A reader that a program adds to its class path, for files that the JDK cannot read. */
class ReaderPlugInTest {
  private static final byte[] ODD = {'B', 'M', 1, 2, 3};

  /** Reads every BMP file as one red pixel. */
  public static final class RedSpi extends ImageReaderSpi {
    public RedSpi() {
      vendorName = "twohead";
      version = "1";
      names = new String[] {"BMP"};
      pluginClassName = Red.class.getName();
      inputTypes = new Class<?>[] {ImageInputStream.class};
    }

    @Override
    public boolean canDecodeInput(Object source) {
      return false;
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
      return new Red(this);
    }

    @Override
    public String getDescription(Locale locale) {
      return "red";
    }
  }

  private static final class Red extends ImageReader {
    Red(RedSpi spi) {
      super(spi);
    }

    @Override
    public int getNumImages(boolean allowSearch) {
      return 1;
    }

    @Override
    public int getWidth(int index) {
      return 1;
    }

    @Override
    public int getHeight(int index) {
      return 1;
    }

    @Override
    public Iterator<ImageTypeSpecifier> getImageTypes(int index) {
      throw new UnsupportedOperationException();
    }

    @Override
    public IIOMetadata getStreamMetadata() {
      throw new UnsupportedOperationException();
    }

    @Override
    public IIOMetadata getImageMetadata(int index) {
      throw new UnsupportedOperationException();
    }

    @Override
    public BufferedImage read(int index, ImageReadParam param) {
      BufferedImage red = new BufferedImage(1, 1, BufferedImage.TYPE_INT_RGB);
      red.setRGB(0, 0, 0xFF0000);
      return red;
    }
  }

  /** Decodes on a thread that sees neither this library nor the plug-in. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      Thread.currentThread().setContextClassLoader(ClassLoader.getPlatformClassLoader());
      RgbImage image = SourceDecoder.decode(ImageSource.of(ODD), 1, 1);
      System.out.println(image.pixels()[0] & 0xFF);
    }
  }

  @Test
  void should_read_with_a_plug_in_of_the_class_path_whichever_thread_decodes_first(
      @TempDir Path folder) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(services.resolve(ImageReaderSpi.class.getName()), RedSpi.class.getName());

    assertThat(ChildJvm.of(Program.class).with(folder).lines()).containsExactly("255");
  }

  /** A jar that names a class which it lacks, or which fails. */
  public static final class BrokenSpi extends ImageReaderSpi {
    public BrokenSpi() {
      throw new IllegalStateException("broken");
    }

    @Override
    public boolean canDecodeInput(Object source) {
      return false;
    }

    @Override
    public ImageReader createReaderInstance(Object extension) {
      throw new IllegalStateException("broken");
    }

    @Override
    public String getDescription(Locale locale) {
      return "broken";
    }
  }

  @Test
  void should_do_without_a_plug_in_that_is_broken(@TempDir Path folder) throws Exception {
    Path services = Files.createDirectories(folder.resolve("META-INF/services"));
    Files.writeString(
        services.resolve(ImageReaderSpi.class.getName()),
        String.join("\n", "no.such.Spi", BrokenSpi.class.getName(), RedSpi.class.getName()));

    assertThat(ChildJvm.of(Program.class).with(folder).lines()).containsExactly("255");
  }
}
