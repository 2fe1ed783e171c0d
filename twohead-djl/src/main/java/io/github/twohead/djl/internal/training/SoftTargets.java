package io.github.twohead.djl.internal.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import io.github.twohead.Distillation;
import io.github.twohead.Distillation.Teaching;
import io.github.twohead.ImageSource;
import io.github.twohead.LabelledImage;
import io.github.twohead.WeightedMultiLoss;
import io.github.twohead.djl.internal.nn.HeadTerm;
import io.github.twohead.djl.internal.nn.HeadsOnFeatures.LogitLoss;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.heads.HeadLayout;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What a teacher says of the training images, softened; and the loss towards it. */
final class SoftTargets {
  private static final Logger LOG = LoggerFactory.getLogger(SoftTargets.class);

  private final Network network;
  private final HeadLayout layout;
  private final float[] weights;
  private final List<HeadTerm> terms;
  private final float temperature;
  private final float weight;

  /** By slot N numbers; nothing where there is no training image. */
  private final float[][] said;

  private SoftTargets(Network network, WeightedMultiLoss loss, Distillation how, float[][] said) {
    this.network = network;
    this.said = said;
    layout = network.layout();
    weights = MultiHeadLoss.weights(loss, layout);
    terms = Collections.nCopies(weights.length, HeadTerm.CROSS_ENTROPY);
    temperature = (float) how.temperature();
    weight = (float) how.weight();
  }

  /**
   * Asks a teacher about the training images.
   *
   * @throws InterruptedException if this thread is interrupted
   */
  static SoftTargets of(
      Teaching teacher, Network network, WeightedMultiLoss loss, Distillation how, Dataset train)
      throws InterruptedException {
    LOG.info("the teacher looks at {} training images", train.size());
    List<ImageSource> images = train.rows().stream().map(LabelledImage::source).toList();
    List<float[]> answers = asked(teacher, images);
    float[][] said = new float[IntStream.of(train.slots()).max().orElse(-1) + 1][];
    for (int row = 0; row < train.size(); row++) {
      said[train.slots()[row]] = answers.get(row);
    }
    return new SoftTargets(network, loss, how, said);
  }

  private static List<float[]> asked(Teaching teacher, List<ImageSource> images)
      throws InterruptedException {
    try {
      return teacher.targets(images);
    } catch (RuntimeException e) {
      if (Thread.interrupted()) {
        InterruptedException interrupted = new InterruptedException();
        interrupted.initCause(e);
        throw interrupted;
      }
      throw e;
    }
  }

  /**
   * What some images of a batch add to its loss against labels and teacher.
   *
   * @param hard what they add to that against labels
   * @param from the first image
   * @param to the one behind the last image
   */
  LogitLoss beside(LogitLoss hard, Batch batch, int from, int to) {
    int outputs = layout.outputs();
    float[] targets = new float[(to - from) * outputs];
    float[] shares = new float[(to - from) * weights.length];
    for (int image = from; image < to; image++) {
      for (int i = 0; i < outputs; i++) {
        targets[(image - from) * outputs + i] = said(batch, image, i);
      }
      for (int head = 0; head < weights.length; head++) {
        shares[(image - from) * weights.length + head] = weights[head] / batch.size();
      }
    }
    return logits -> {
      NDManager manager = logits.getManager();
      NDArray soft =
          network.loss(
              logits.div(temperature),
              MultiHeadLoss.rows(manager, targets, outputs),
              MultiHeadLoss.rows(manager, shares, weights.length),
              terms);
      return hard.of(logits).mul(1 - weight).add(soft.mul(weight * temperature * temperature));
    };
  }

  /** Of an image that was mixed with the one before it, as much of each as there is in it. */
  private float said(Batch batch, int image, int output) {
    int before = (image + batch.size() - 1) % batch.size();
    float own = said[batch.slots()[image]][output];
    return batch.share() == 1
        ? own
        : batch.share() * own + (1 - batch.share()) * said[batch.slots()[before]][output];
  }
}
