package io.github.twohead;

import static io.github.twohead.RecipeSettings.small;
import static io.github.twohead.RecipeValues.number;
import static io.github.twohead.RecipeValues.path;
import static io.github.twohead.RecipeValues.text;
import static io.github.twohead.RecipeValues.whole;
import static io.github.twohead.RecipeValues.yesOrNo;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The settings of the network: what it is, what it starts from, and what files are made of it. */
final class RecipeOfNetwork {
  private RecipeOfNetwork() {}

  static List<RecipeSetting<?>> settings() {
    return Stream.of(backbone(), preprocessing()).flatMap(List::stream).toList();
  }

  private static List<RecipeSetting<?>> backbone() {
    return List.of(
        text("backbone.name", "The shared part of the network.")
            .choices(Backbone.builtIn().stream().map(Backbone::name).toList())
            .usually(Backbone.shuffleNetV2x05().name())
            .own(Backbone.OfEngine.class, (draft, own) -> draft.trunk = own)
            .use((draft, name) -> draft.trunk = Backbone.named(name))
            .read(RecipeSource::backbone),
        yesOrNo("backbone.pretrained", "Start it from torchvision's ImageNet weights.")
            .usually(false)
            .use(RecipeDraft::pretrained)
            .read(RecipeSource::pretrained),
        path("backbone.weights", "Start it from the weights in this file.")
            .input()
            .own(Void.class, (draft, none) -> {})
            .use((draft, file) -> draft.weights("backbone.weights"))
            .read(RecipeSource::weights),
        yesOrNo("backbone.heads_from_conv5", "Start heads from the same weights' last convolution.")
            .usually(false)
            .use(RecipeDraft::headsFromConv5)
            .read(RecipeSource::headsFromConv5),
        yesOrNo("backbone.pool_first", "Heads see the average of the feature map; they are cheap.")
            .usually(false)
            .use(RecipeDraft::poolFirst)
            .read(source -> source.model().poolFirst()));
  }

  private static List<RecipeSetting<?>> preprocessing() {
    return List.of(
        side("size", "Width and height of the input in pixels.")
            .usually((long) Preprocessing.standard().width())
            .use((draft, side) -> draft.size(small(side), small(side)))
            .read(source -> source.side(true, source.model().preprocessing().width())),
        side("width", "The width in pixels of an input that is no square.")
            .use((draft, side) -> draft.width(small(side)))
            .read(source -> source.side(false, source.model().preprocessing().width())),
        side("height", "The height in pixels of an input that is no square.")
            .use((draft, side) -> draft.height(small(side)))
            .read(source -> source.side(false, source.model().preprocessing().height())),
        text("preprocessing.resize", "The aspect ratio: stretched, kept by bars, or by a crop.")
            .choices(Stream.of(ResizeMode.values()).map(ResizeMode::toString).toList())
            .usually(ResizeMode.STRETCH.toString())
            .use((draft, text) -> draft.resize = ResizeMode.parse(text))
            .read(source -> source.model().preprocessing().resize().toString()),
        text("preprocessing.normalize", "imagenet, none, or means/standard deviations of channels.")
            .usually(Normalization.IMAGENET.toString())
            .use((draft, text) -> draft.normalization(Normalization.parse(text)))
            .read(source -> source.model().preprocessing().normalization().toString()),
        text("preprocessing.colors", "Which colours are seen: as stored, or converted to sRGB.")
            .choices(Colors.AS_STORED.toString(), Colors.SRGB.toString())
            .usually(Colors.AS_STORED.toString())
            .use((draft, text) -> draft.colors = Colors.parse(text))
            .read(source -> source.model().preprocessing().colors().toString()));
  }

  private static RecipeSetting.Builder<Long> side(String key, String text) {
    return whole("preprocessing." + key, text).range(32, 4096);
  }

  /** The settings of files that a model is exported to. */
  static List<RecipeSetting<?>> exports() {
    List<RecipeSetting<?>> files =
        Stream.of(ExportFormat.values()).<RecipeSetting<?>>map(RecipeOfNetwork::file).toList();
    List<RecipeSetting<?>> how =
        List.of(
            yesOrNo("export.raw_pixels", "Files normalise pixels themselves.")
                .usually(false)
                .use((draft, raw) -> draft.exports.rawPixels = raw)
                .unread(),
            path("export.calibration_set", "A table of images whose values 8 bits must cover.")
                .input()
                .unread(),
            number("export.percentile", "The share of values in percent that 8 bits must cover.")
                .usually(100.0)
                .above(50, 100)
                .use((draft, share) -> draft.exports.percentile(share))
                .unread(),
            number("export.tolerance", "The largest difference in a probability.")
                .above(0, 1)
                .use((draft, difference) -> draft.exports.tolerance(difference))
                .unread(),
            number("export.agreement", "The share of decisions that must be the model's.")
                .usually(0.98)
                .range(0, 1)
                .use((draft, share) -> draft.exports.agreement(share))
                .unread());
    List<RecipeSetting<?>> all = new ArrayList<>();
    all.add(
        path("export.model", "The saved model to write.")
            .use((draft, file) -> draft.exports.model("export.model"))
            .unread());
    all.addAll(files);
    all.addAll(how);
    return all;
  }

  private static RecipeSetting<?> file(ExportFormat format) {
    String key = "export." + format.name().toLowerCase(Locale.ROOT);
    return path(key, "The file of the format " + format + " to write.")
        .use((draft, file) -> draft.exports.file(format, key))
        .unread();
  }
}
