package io.github.twohead.runtime.internal.manifest;

import io.github.twohead.Colors;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.ResizeMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How images become input. The components are the keys of its JSON form.
 *
 * @param width pixels
 * @param height pixels
 * @param mean of red, green and blue in 0..1
 * @param std of red, green and blue
 * @param colors which colours of an image file are seen; as stored where files do not say
 * @param resize what becomes of an image's aspect ratio; null where images are stretched
 */
public record ManifestInput(
    int width,
    int height,
    List<Float> mean,
    List<Float> std,
    @Nullable String colors,
    @Nullable String resize) {
  static ManifestInput of(Preprocessing preprocessing) {
    Normalization n = preprocessing.normalization();
    return new ManifestInput(
        preprocessing.width(),
        preprocessing.height(),
        List.of(n.redMean(), n.greenMean(), n.blueMean()),
        List.of(n.redStd(), n.greenStd(), n.blueStd()),
        preprocessing.colors().toString(),
        preprocessing.resize() == ResizeMode.STRETCH ? null : preprocessing.resize().toString());
  }

  /** The same as a setting. */
  public Preprocessing preprocessing() {
    return Preprocessing.standard()
        .size(width, height)
        .normalization(
            new Normalization(
                mean.get(0), mean.get(1), mean.get(2), std.get(0), std.get(1), std.get(2)))
        .colors(colors == null ? Colors.AS_STORED : Colors.parse(colors))
        .resize(resize == null ? ResizeMode.STRETCH : ResizeMode.parse(resize));
  }
}
