package io.github.twohead;

import static io.github.twohead.RecipeValues.number;
import static io.github.twohead.RecipeValues.numbers;
import static io.github.twohead.RecipeValues.text;
import static io.github.twohead.RecipeValues.yesOrNo;

import io.github.twohead.spi.ImageChange;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The settings of {@link Augmentation}. */
final class RecipeOfAugmentation {
  private RecipeOfAugmentation() {}

  static List<RecipeSetting<?>> settings() {
    return Stream.of(alwaysTold(), oneImage(), cameras(), several()).flatMap(List::stream).toList();
  }

  private static List<RecipeSetting<?>> alwaysTold() {
    return List.of(
        number("augmentation.rotation", "Turn training images by up to so many degrees.")
            .usually(10.0)
            .range(0, 180)
            .use((draft, degrees) -> draft.augmentation.rotation(degrees))
            .read(source -> source.training().data().augmentation().rotation()),
        yesOrNo("augmentation.horizontal_flip", "Mirror half of the training images.")
            .usually(false)
            .use(RecipeDraft::horizontalFlip)
            .read(source -> source.training().data().augmentation().horizontalFlip()),
        numbers("augmentation.color_jitter", "Change brightness, contrast and saturation: 0 to 1.")
            .range(0, 1)
            .use(RecipeDraft::colorJitter)
            .read(RecipeSource::colorJitter),
        number("augmentation.random_crop", "Cut out this share of an image's sides or more.")
            .usually(1.0)
            .range(0.1, 1)
            .use((draft, share) -> draft.augmentation.randomCrop(share))
            .read(source -> source.training().data().augmentation().smallestCrop()));
  }

  private static List<RecipeSetting<?>> oneImage() {
    return List.of(
        strength(ImageChange.HUE, "Turn the hue by up to this part of the colour wheel."),
        strength(ImageChange.GREYSCALE, "How likely an image becomes grey."),
        strength(
            ImageChange.RANDOM_RESIZED_CROP,
            "Cut out this share of the area or more, of a shape of 3:4 to 4:3."),
        done(ImageChange.VERTICAL_FLIP, "Mirror half of the images, top to bottom."),
        strength(ImageChange.PERSPECTIVE, "Look at half of the images from a side: 0 to 1."),
        done(ImageChange.TRIVIAL_AUGMENT, "TrivialAugment Wide: one of 14 operations per image."),
        numbers(key(ImageChange.RAND_AUGMENT), "RandAugment: operations and magnitude of 0 to 30.")
            .range(0, 30)
            .use(RecipeOfAugmentation::randAugment)
            .read(RecipeOfAugmentation::randAugment));
  }

  private static List<RecipeSetting<?>> cameras() {
    return List.of(
        strength(ImageChange.BLUR, "Blur by up to this standard deviation in pixels."),
        strength(ImageChange.DOWNSCALE, "Shrink to this share of the sides or more, and enlarge."),
        strength(ImageChange.NOISE, "Add noise of up to this standard deviation, 0 to 1."),
        strength(ImageChange.JPEG, "Compress as JPEG of this quality or a higher one."),
        text("augmentation.steps", "Steps of a program's own.")
            .own(Augmentation.class, (draft, own) -> own.steps().forEach(draft.augmentation::step))
            .use(RecipeOfAugmentation::refuse)
            .read(RecipeOfAugmentation::ownSteps));
  }

  private static List<RecipeSetting<?>> several() {
    return List.of(
        strength(ImageChange.RANDOM_ERASING, "How likely a rectangle is blotted out."),
        strength(ImageChange.MIXUP, "Blend images and labels by shares from Beta of this alpha."),
        strength(
            ImageChange.CUTMIX,
            "Paste rectangles of other images, of areas from Beta of this alpha."));
  }

  private static RecipeSetting<Double> strength(ImageChange change, String text) {
    return number(key(change), text)
        .range(change.least(), change.most())
        .use((draft, amount) -> draft.augmentation.change(change, amount))
        .read(source -> amount(source, change));
  }

  private static RecipeSetting<Boolean> done(ImageChange change, String text) {
    return yesOrNo(key(change), text)
        .use(
            (draft, wanted) -> {
              if (wanted) {
                draft.augmentation.change(change, change.most());
              }
            })
        .read(source -> amount(source, change) == null ? null : true);
  }

  private static String key(ImageChange change) {
    String words = change.setting().replaceAll("([A-Z])", "_$1");
    return "augmentation." + words.toLowerCase(Locale.ROOT);
  }

  private static @Nullable Double amount(RecipeSource source, ImageChange change) {
    OptionalDouble amount = source.training().data().augmentation().amount(change);
    return amount.isEmpty() ? null : amount.getAsDouble();
  }

  private static void randAugment(RecipeDraft draft, List<Double> numbers) {
    if (numbers.size() != 2 || numbers.stream().anyMatch(number -> number % 1 != 0)) {
      throw new IllegalArgumentException(
          "takes two whole numbers, how many operations and their magnitude, but gets " + numbers);
    }
    draft.augmentation.randAugment(numbers.get(0).intValue(), numbers.get(1).intValue());
  }

  private static @Nullable Object randAugment(RecipeSource source) {
    Double operations = amount(source, ImageChange.RAND_AUGMENT);
    Double magnitude = amount(source, ImageChange.MAGNITUDE);
    return operations == null || magnitude == null ? null : List.of(operations, magnitude);
  }

  private static void refuse(RecipeDraft draft, String text) {
    throw new IllegalArgumentException(
        "takes only steps that a program gives, but is \"" + text + "\"");
  }

  private static @Nullable Object ownSteps(RecipeSource source) {
    Augmentation augmentation = source.training().data().augmentation();
    return augmentation.steps().isEmpty() ? null : augmentation;
  }
}
