package io.github.twohead.djl.zoo;

import ai.djl.ndarray.NDList;
import ai.djl.translate.Translator;
import ai.djl.translate.TranslatorContext;
import io.github.twohead.ImageSource;
import io.github.twohead.Prediction;
import io.github.twohead.TwoheadException;
import io.github.twohead.runtime.internal.heads.OperatingPoints;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.runtime.internal.serving.Predictor;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Images to the heads' answers. It makes batches itself, so that an image that cannot be read does
 * not take the others of its batch with it where an answer can say what is wrong: an {@code Output}
 * can, a {@code Prediction} or {@code Classifications} cannot, so that all of its batch fails.
 * Holds no state: safe for threads.
 */
final class HeadsTranslator<I, O> implements Translator<I, O> {
  private static final String ANSWERED = "twohead.answered";

  private final ImageTensors tensors;
  private final Function<I, ImageSource> images;
  private final Answers<O> answers;

  /** What becomes of predictions. */
  interface Answers<O> {
    O of(Prediction prediction);

    /** The answer to an image that has none; throws what it is given where there can be none. */
    O of(TwoheadException failure);
  }

  HeadsTranslator(ImageTensors tensors, Function<I, ImageSource> images, Answers<O> answers) {
    this.tensors = tensors;
    this.images = images;
    this.answers = answers;
  }

  @Override
  public NDList processInput(TranslatorContext context, I input) {
    return batchProcessInput(context, List.of(input));
  }

  @Override
  public O processOutput(TranslatorContext context, NDList outputs) {
    return batchProcessOutput(context, outputs).get(0);
  }

  /** Returns no array where no image can be read: DJL does not run the network then. */
  @Override
  public NDList batchProcessInput(TranslatorContext context, List<I> inputs) {
    List<byte[]> pixels = new ArrayList<>(inputs.size());
    List<@Nullable O> answered = new ArrayList<>(inputs.size());
    for (I input : inputs) {
      try {
        pixels.add(InputImage.read(images.apply(input), tensors.preprocessing()));
        answered.add(null);
      } catch (TwoheadException e) {
        answered.add(answers.of(e));
      }
    }
    context.setAttachment(ANSWERED, answered);
    return pixels.isEmpty()
        ? new NDList()
        : new NDList(tensors.input(context.getNDManager(), pixels));
  }

  @Override
  public List<O> batchProcessOutput(TranslatorContext context, NDList outputs) {
    @SuppressWarnings("unchecked") // what batchProcessInput attached
    List<@Nullable O> answered = (List<@Nullable O>) context.getAttachment(ANSWERED);
    int read = Math.toIntExact(answered.stream().filter(answer -> answer == null).count());
    Iterator<double[]> rows =
        read == 0
            ? List.<double[]>of().iterator()
            : tensors.probabilities(outputs, read).iterator();
    OperatingPoints points = tensors.points();
    List<O> all = new ArrayList<>(answered.size());
    for (@Nullable O answer : answered) {
      all.add(answer == null ? answer(points, rows.next()) : answer);
    }
    return all;
  }

  private O answer(OperatingPoints points, double[] probabilities) {
    try {
      return answers.of(Predictor.prediction(points, probabilities));
    } catch (TwoheadException e) {
      return answers.of(e);
    }
  }
}
