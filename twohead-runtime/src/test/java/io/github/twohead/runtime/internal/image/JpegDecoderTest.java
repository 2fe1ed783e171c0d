package io.github.twohead.runtime.internal.image;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.ImageSource;
import io.github.twohead.ResizeMode;
import io.github.twohead.runtime.internal.ChildJvm;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class JpegDecoderTest {
  private static final int TARGET = 64;

  static Stream<JpegDecoder> decoders() {
    JpegDecoder standard = new ImageIoJpegDecoder();
    return Stream.of(standard, LeptonicaJpegDecoder.load(standard));
  }

  @Test
  void should_prefer_leptonica_where_it_is_there() throws IOException {
    byte[] jpeg = TestImages.encode(TestImages.photo(300, 260, BufferedImage.TYPE_INT_RGB), "jpeg");

    StoredImage image =
        JpegDecoders.decode(jpeg, new InputSize(TARGET, TARGET, ResizeMode.STRETCH));

    assertThat(image.reduction().side()).isEqualTo(2);
  }

  /** Decodes square photos whose sides are named, to 64×64. */
  static final class Program {
    private Program() {}

    public static void main(String[] args) {
      for (String argument : args) {
        int side = Integer.parseInt(argument);
        BufferedImage photo = TestImages.photo(side, side, BufferedImage.TYPE_INT_RGB);
        SourceDecoder.decode(ImageSource.of(TestImages.encode(photo, "jpeg")), TARGET, TARGET);
      }
    }
  }

  @Test
  void should_say_once_what_decodes_faster() throws Exception {
    ChildJvm.Result without = program().without("leptonica").run("60", "800", "300");
    ChildJvm.Result small = program().without("leptonica").run("60", "179");
    ChildJvm.Result unheard = program().without("leptonica", "slf4j-simple").run("800");
    ChildJvm.Result with = program().run("60", "800", "300");

    assertThat(without.errors().lines())
        .singleElement()
        .asString()
        .containsPattern("INFO.*with org.bytedeco:leptonica:\\d.* and org.bytedeco:javacpp:\\d");
    assertThat(small.errors()).isEmpty();
    assertThat(unheard.errors()).isEmpty();
    assertThat(with.errors()).isEmpty();
  }

  @Test
  void should_load_leptonica_only_for_what_it_decodes() throws Exception {
    ChildJvm.Result small = program().option("-Xlog:class+load").run("179");
    ChildJvm.Result large = program().option("-Xlog:class+load").run("180");

    assertThat(small.output()).contains("ImageIoJpegDecoder").doesNotContain("org.bytedeco.");
    assertThat(large.output()).contains("org.bytedeco.leptonica.");
  }

  private static ChildJvm program() {
    return ChildJvm.of(Program.class).option("-Dorg.slf4j.simpleLogger.defaultLogLevel=info");
  }

  @Test
  void should_do_without_leptonica() throws ReflectiveOperationException, IOException {
    // given
    byte[] jpeg = TestImages.encode(TestImages.photo(900, 700, BufferedImage.TYPE_INT_RGB), "jpeg");
    try (URLClassLoader bare = new WithoutLeptonica()) {
      Method decode =
          bare.loadClass(SourceDecoder.class.getName())
              .getMethod("decode", ImageSource.class, int.class, int.class);

      // when
      Object image = decode.invoke(null, ImageSource.of(jpeg), TARGET, TARGET);

      // then
      Object width = image.getClass().getMethod("width").invoke(image);
      assertThat(width).as("reduced by 3, which leptonica cannot").isEqualTo(300);
    }
  }

  /** Loads this package anew, on a class path without leptonica. */
  private static final class WithoutLeptonica extends URLClassLoader {
    WithoutLeptonica() {
      super(
          new URL[] {SourceDecoder.class.getProtectionDomain().getCodeSource().getLocation()},
          SourceDecoder.class.getClassLoader());
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
      if (name.startsWith("org.bytedeco.")) {
        throw new ClassNotFoundException(name);
      }
      if (name.startsWith(SourceDecoder.class.getPackageName() + ".")) {
        synchronized (getClassLoadingLock(name)) {
          Class<?> loaded = findLoadedClass(name);
          return loaded != null ? loaded : findClass(name);
        }
      }
      return super.loadClass(name, resolve);
    }
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void should_look_the_same_when_reduced(JpegDecoder decoder) throws IOException {
    for (int type : new int[] {BufferedImage.TYPE_INT_RGB, BufferedImage.TYPE_BYTE_GRAY}) {
      // given
      BufferedImage photo = TestImages.photo(1003, 777, type);
      byte[] jpeg = TestImages.encode(photo, "jpeg");
      RgbImage whole = ImageIoDecoder.decode(ImageFormat.JPEG, jpeg, TARGET, TARGET).toRgb();

      // when
      RgbImage reduced = decoder.decode(jpeg, TARGET, TARGET).toRgb();

      // then
      assertThat(reduced.width()).isBetween(TARGET, 1003 / 2);
      assertThat(reduced.height()).isBetween(TARGET, 777 / 2);
      RgbImage small = Resampler.resize(reduced, TARGET, TARGET);
      assertThat(TestImages.difference(small, Resampler.resize(whole, TARGET, TARGET)))
          .isLessThan(1.5);
    }
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void should_never_be_smaller_than_wanted(JpegDecoder decoder) throws IOException {
    byte[] jpeg = TestImages.encode(TestImages.photo(300, 130, BufferedImage.TYPE_INT_RGB), "jpeg");
    for (int wanted : new int[] {1, 7, 16, 31, 64, 65, 66, 129, 130}) {
      StoredImage image = decoder.decode(jpeg, wanted, wanted);

      assertThat(image.width()).isGreaterThanOrEqualTo(wanted);
      assertThat(image.height()).isGreaterThanOrEqualTo(wanted);
    }
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void should_leave_small_images_whole(JpegDecoder decoder) throws IOException {
    byte[] jpeg = TestImages.encode(TestImages.photo(90, 70, BufferedImage.TYPE_INT_RGB), "jpeg");

    StoredImage image = decoder.decode(jpeg, TARGET, TARGET);

    assertThat(image.width()).isEqualTo(90);
    assertThat(image.height()).isEqualTo(70);
  }

  @ParameterizedTest
  @MethodSource("decoders")
  void should_decode_cmyk(JpegDecoder decoder) throws IOException {
    RgbImage image = decoder.decode(TestImages.fixture("cmyk.jpg"), 2, 2).toRgb();

    assertThat(TestImages.pixel(image, 0, 0)[0]).isBetween(45, 57);
  }

  @ParameterizedTest
  @CsvSource({
    "4000,3000,256,8",
    "2868,2868,256,8",
    "2867,2868,256,4",
    "717,900,256,2",
    "716,900,256,1",
    "1,9,1,1"
  })
  void should_reduce_by_the_largest_divisor(int width, int height, int wanted, int expected) {
    JpegHeader header = new JpegHeader(width, height, 3, true, true);

    assertThat(header.reduction(wanted, wanted)).isEqualTo(expected);
  }

  @Test
  void should_not_reduce_what_not_every_decoder_reads() {
    assertThat(new JpegHeader(4000, 3000, 3, false, true).reduction(TARGET, TARGET)).isEqualTo(1);
  }
}
