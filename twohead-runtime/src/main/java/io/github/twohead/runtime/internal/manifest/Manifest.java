package io.github.twohead.runtime.internal.manifest;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import io.github.twohead.Colors;
import io.github.twohead.ConfusionCounts;
import io.github.twohead.HeadSpec;
import io.github.twohead.Normalization;
import io.github.twohead.Preprocessing;
import io.github.twohead.runtime.internal.formats.InvalidFile;
import io.github.twohead.spi.ModelConfig;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Everything about a saved model but its weights: what is needed to use it, and where it came from.
 * The components are the keys of its JSON form.
 *
 * @param format the version of this form
 * @param twohead the version of the library that wrote it
 * @param engine the engine and its version
 * @param backbone the backbone's name
 * @param input how images become input
 * @param heads the heads, the main one first
 * @param poolFirst whether heads pool before their convolutions
 * @param seed the seed of the first weights and of training
 * @param training the settings of the last training run and how far it was; empty if there was none
 * @param scores the validation counts of the weights by head; empty if they were not validated
 */
public record Manifest(
    int format,
    String twohead,
    String engine,
    String backbone,
    Input input,
    List<Head> heads,
    boolean poolFirst,
    long seed,
    Map<String, String> training,
    Map<String, ConfusionCounts> scores) {
  public static final int FORMAT = 1;

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  /**
   * Reads what {@link #toJson} wrote.
   *
   * @throws io.github.twohead.ModelFileException with the reason alone if anything is missing or
   *     out of range
   */
  public static Manifest parse(String json) {
    try {
      Manifest manifest = GSON.fromJson(json, Manifest.class);
      if (manifest.format() != FORMAT) {
        throw InvalidFile.of(
            "its format is "
                + manifest.format()
                + ", and twohead "
                + Version.TWOHEAD
                + " reads format "
                + FORMAT
                + ": use the version that wrote it, "
                + manifest.twohead());
      }
      manifest.check();
      return manifest;
    } catch (JsonParseException
        | NullPointerException
        | IllegalArgumentException
        | IndexOutOfBoundsException e) {
      throw InvalidFile.of("its manifest is damaged: " + e.getMessage(), e);
    }
  }

  /** Its JSON form. */
  public String toJson() {
    return GSON.toJson(this);
  }

  /** The heads, the main one first. */
  public List<HeadSpec> specs() {
    return heads.stream().map(Head::spec).toList();
  }

  /** Where the weights came from. */
  public Provenance provenance() {
    Map<String, List<List<String>>> classes = new LinkedHashMap<>();
    for (Head head : heads) {
      classes.put(head.name(), List.of(head.positive(), head.negative()));
    }
    return new Provenance(training, scores, classes);
  }

  /** Throws an unchecked exception if anything is missing or out of range. */
  private void check() {
    ModelConfig.checkedHeads(specs());
    input.preprocessing();
    Objects.requireNonNull(backbone, "no backbone");
    Objects.requireNonNull(training, "no training");
    Objects.requireNonNull(scores, "no scores");
    for (Head head : heads) {
      Objects.requireNonNull(head.positive(), "no positive classes");
      Objects.requireNonNull(head.negative(), "no negative classes");
    }
  }

  /**
   * How images become input.
   *
   * @param width pixels
   * @param height pixels
   * @param mean of red, green and blue in 0..1
   * @param std of red, green and blue
   * @param colors which colours of an image file are seen; as stored where files do not say
   */
  public record Input(
      int width, int height, List<Float> mean, List<Float> std, @Nullable String colors) {
    /** As a setting says. */
    public static Input of(Preprocessing preprocessing) {
      Normalization n = preprocessing.normalization();
      return new Input(
          preprocessing.width(),
          preprocessing.height(),
          List.of(n.redMean(), n.greenMean(), n.blueMean()),
          List.of(n.redStd(), n.greenStd(), n.blueStd()),
          preprocessing.colors().toString());
    }

    /** The same as a setting. */
    public Preprocessing preprocessing() {
      return Preprocessing.standard()
          .size(width, height)
          .normalization(
              new Normalization(
                  mean.get(0), mean.get(1), mean.get(2), std.get(0), std.get(1), std.get(2)))
          .colors(colors == null ? Colors.AS_STORED : Colors.parse(colors));
    }
  }

  /**
   * A head.
   *
   * @param name its name
   * @param width the channels of its convolution
   * @param threshold the probability from which on the answer is yes
   * @param positive the classes that were positive in training
   * @param negative the classes that were negative in training
   */
  public record Head(
      String name, int width, double threshold, List<String> positive, List<String> negative) {
    /** The same as a setting. */
    public HeadSpec spec() {
      return HeadSpec.builder(name).width(width).threshold(threshold).build();
    }
  }
}
