package io.github.twohead.djl.zoo;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.BlockFactory;
import io.github.twohead.Backbone;
import io.github.twohead.ModelFileException;
import io.github.twohead.spi.Arguments;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.io.IOException;
import java.io.NotSerializableException;
import java.io.ObjectOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Opens a saved model, a {@code .twohead} file, where DJL's engine {@code PyTorch} loads a model:
 * on the device that DJL chose. The model's {@code serving.properties} names it, as {@link
 * ServingProperties} writes it.
 *
 * <p>The block is for predictions alone, by the translators of {@link HeadsTranslatorFactory}: it
 * takes pixels of 0 to 255, bytes (B, H, W, 3), and gives the probabilities of the heads, doubles
 * (B, N), in the order of the heads, calibrated. It is closed with its model. Safe for use by
 * several threads. One with a backbone of one's own cannot be serialized.
 */
public final class HeadsBlockFactory implements BlockFactory {
  private static final long serialVersionUID = 1;
  private static final List<String> ENDINGS = List.of(".twohead");

  private final transient @Nullable Backbone backbone;

  /** Opens models with a built-in backbone; called by DJL. */
  public HeadsBlockFactory() {
    backbone = null;
  }

  /**
   * Opens models with a backbone of one's own: give it to {@code Criteria} with {@code
   * optArgument("blockFactory", new HeadsBlockFactory(backbone))}.
   *
   * @param backbone that with which they were saved
   */
  public HeadsBlockFactory(Backbone backbone) {
    this.backbone = Arguments.notNull("backbone", backbone);
  }

  /**
   * {@return the saved model that lies in a folder, ready to predict}
   *
   * @param model what it is for, which closes it
   * @param modelPath the folder, or the file itself
   * @param arguments not used
   * @throws ModelFileException if there is no such file, or it cannot be opened
   */
  @Override
  public Block newBlock(Model model, Path modelPath, Map<String, ?> arguments) {
    NDManager manager = model.getNDManager();
    PredictorConfig.Builder settings =
        PredictorConfig.builder().device(device(manager.getDevice()));
    if (backbone != null) {
      settings.backbone(backbone);
    }
    Path file = ModelFiles.find(modelPath, model.getName(), ENDINGS);
    PredictorBlock block = PredictorBlock.open(ModelContent.of(file), settings.build());
    manager.attachInternal(NDManager.nextUid(), block);
    return block;
  }

  private void writeObject(ObjectOutputStream out) throws IOException {
    if (backbone != null) { // a copy would open models with a built-in one
      throw new NotSerializableException(
          "a block factory with a backbone of its own: make it where it is needed");
    }
    out.defaultWriteObject();
  }

  private static io.github.twohead.Device device(Device where) {
    return where.isGpu()
        ? io.github.twohead.Device.gpu(where.getDeviceId())
        : io.github.twohead.Device.cpu();
  }
}
