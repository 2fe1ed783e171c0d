package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class ImageSourceTest {

  @Test
  void should_take_pixels_without_copying_them() {
    byte[] pixels = new byte[3 * 4 * 2];

    ImageSource image = ImageSource.ofRgb(pixels, 4, 2);

    assertThat(image.name()).isEqualTo("image of 4×2 pixels");
    assertThat(((ImageSource.RgbPixels) image).pixels()).isSameAs(pixels);
  }

  @ParameterizedTest
  @CsvSource({"a/b.JPG, true", "b.tar.jpeg, true", "jpg, false", "a.jpg/b, false", "b.txt, false"})
  void should_know_images_by_the_ends_of_their_names(Path file, boolean image) {
    assertThat(ImageSource.isNamedAsImage(file)).isEqualTo(image);
  }

  @Test
  void should_refuse_pixels_that_are_not_of_the_size() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageSource.ofRgb(new byte[23], 4, 2))
        .withMessage("an image of 4×2 pixels has 24 bytes, but these are 23");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageSource.ofRgb(new byte[0], 1 << 16, 1 << 16))
        .withMessage("an image of 65536×65536 pixels has 12884901888 bytes, but these are 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ImageSource.ofRgb(new byte[0], 0, 2))
        .withMessageContaining("width must be");
  }
}
