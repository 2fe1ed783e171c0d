package io.github.twohead.djl.zoo;

import ai.djl.Model;
import ai.djl.modality.Classifications;
import ai.djl.modality.Input;
import ai.djl.modality.Output;
import ai.djl.modality.cv.Image;
import ai.djl.ndarray.BytesSupplier;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorFactory;
import ai.djl.util.Pair;
import io.github.twohead.ImageSource;
import io.github.twohead.Prediction;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.zoo.HeadsTranslator.Answers;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Translators for models of this library that DJL opens: an image goes in, every head's answer
 * comes out. Preprocessing, heads, thresholds and calibration are those that the model's file says.
 *
 * <p>An image is a {@link Path}, {@code byte[]} or {@link InputStream} of its file, an {@link
 * ImageSource}, or DJL's {@link Image}; an answer is a {@link Prediction}, or DJL's {@link
 * Classifications}. DJL Serving's {@link Input} becomes an {@link Output} of JSON. {@link Input}
 * holds the content of an image file as its data.
 *
 * <p>Files are decoded as {@code MultiHeadPredictor} does it, turned upright as their EXIF
 * orientation says. Of an {@link Image} there are only the pixels, and DJL's {@code ImageFactory}
 * does not turn them: photos that a telephone took on its side lie on their side, on which models
 * answer worse. Give paths or bytes instead where there are files.
 *
 * <p>{@link Classifications} hold for each yes/no head a class of its name, with the probability of
 * yes, and for each head of categories a class {@code head.category} for each of them; the
 * categories alone where the model has one head. The probabilities of several heads do not sum to
 * 1, and {@code best()} says nothing of yes or no: thresholds decide that, which {@link Prediction}
 * and JSON know.
 *
 * <p>JSON is {@code {"heads":{"screen":{"probability":0.98,"threshold":0.5,"decision":true}}}}; a
 * head of categories has {@code "probabilities":{"receipt":0.87,…}} and its category as {@code
 * "decision"}. An {@link Input} that is no image gets an {@link Output} of code 400 with {@code
 * {"error":"…"}}, and the others of its batch their answers. A {@link Prediction} or {@link
 * Classifications} cannot say that: there, one image that cannot be read fails all of its batch.
 *
 * <p>DJL reads {@code serving.properties} after it has chosen a translator, unless it is to
 * translate {@link Input}: with other types, say {@code optTranslatorFactory(new
 * HeadsTranslatorFactory())}.
 *
 * <p>Translators may be shared by threads, as may models; each thread needs a {@code Predictor} of
 * its own, as everywhere in DJL.
 */
public final class HeadsTranslatorFactory implements TranslatorFactory {
  private static final Map<Class<?>, Function<Object, ImageSource>> IMAGES = new LinkedHashMap<>();
  private static final Map<Class<?>, Function<Prediction, Object>> ANSWERS = new LinkedHashMap<>();

  static {
    IMAGES.put(Path.class, image -> ImageSource.of((Path) image));
    IMAGES.put(byte[].class, image -> ImageSource.of((byte[]) image));
    IMAGES.put(InputStream.class, image -> ImageSource.of((InputStream) image));
    IMAGES.put(ImageSource.class, image -> (ImageSource) image);
    IMAGES.put(Image.class, image -> pixels((Image) image));
    ANSWERS.put(Prediction.class, prediction -> prediction);
    ANSWERS.put(Classifications.class, HeadsOutput::classifications);
  }

  /** Called by DJL, and by those who name it in {@code Criteria}. */
  public HeadsTranslatorFactory() {}

  @Override
  public Set<Pair<Type, Type>> getSupportedTypes() {
    Set<Pair<Type, Type>> types = new LinkedHashSet<>();
    IMAGES.keySet().forEach(in -> ANSWERS.keySet().forEach(out -> types.add(new Pair<>(in, out))));
    types.add(new Pair<>(Input.class, Output.class));
    return types;
  }

  /**
   * {@return a translator for a model}
   *
   * @param input what goes in
   * @param output what comes out
   * @param model what DJL has loaded
   * @param arguments not used
   * @throws IllegalArgumentException if there is no translator of these types, or the model is none
   *     of this library
   * @throws io.github.twohead.ModelFileException if its file is no export of this library, or was
   *     changed since
   */
  @Override
  @SuppressWarnings("unchecked") // what is made is of these types
  public <I, O> Translator<I, O> newInstance(
      Class<I> input, Class<O> output, Model model, Map<String, ?> arguments) {
    if (input == Input.class && output == Output.class) {
      return (Translator<I, O>)
          new HeadsTranslator<>(tensors(model), HeadsTranslatorFactory::content, new HeadsOutput());
    }
    Function<Object, ImageSource> image = IMAGES.get(input);
    Function<Prediction, Object> answer = ANSWERS.get(output);
    if (image == null || answer == null) {
      throw new IllegalArgumentException(
          "there is no translator from " + input.getName() + " to " + output.getName());
    }
    return (Translator<I, O>) new HeadsTranslator<>(tensors(model), image, orThrow(answer));
  }

  private static ImageTensors tensors(Model model) {
    if (model.getBlock() instanceof ImageTensors block) {
      return block;
    }
    String engine = model.getNDManager().getEngine().getEngineName();
    if (!engine.equals("OnnxRuntime")) {
      throw new IllegalArgumentException(
          "model "
              + model.getName()
              + " runs on the engine "
              + engine
              + " without what opens models of twohead: let ServingProperties.write(file) write the"
              + " serving.properties of its folder");
    }
    return OnnxTensors.of(ModelFiles.find(model.getModelPath(), model.getName(), List.of(".onnx")));
  }

  private static Answers<Object> orThrow(Function<Prediction, Object> answer) {
    return new Answers<>() {
      @Override
      public Object of(Prediction prediction) {
        return answer.apply(prediction);
      }

      @Override
      public Object of(TwoheadException failure) {
        throw failure;
      }
    };
  }

  private static ImageSource content(Input input) {
    @Nullable BytesSupplier data = input.getData();
    return ImageSource.of(data == null ? new byte[0] : data.getAsBytes());
  }

  private static ImageSource pixels(Image image) {
    if (image.getWrappedImage() instanceof BufferedImage pixels) {
      return ImageSource.of(pixels);
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    try {
      image.save(png, "png");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return ImageSource.of(png.toByteArray());
  }
}
