package io.github.twohead.djl.zoo;

import ai.djl.BaseModel;
import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineProvider;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.util.passthrough.PassthroughNDManager;
import io.github.twohead.ModelFileException;
import io.github.twohead.spi.ModelContent;
import io.github.twohead.spi.PredictorConfig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An engine of DJL's that opens what {@code MultiHeadPredictor} opens, and computes nothing else:
 * its arrays only hold what goes in and comes out. On the CPU.
 */
final class TwoHeadEngine extends Engine {
  static final String NAME = "TwoHead";

  /** Behind all engines that compute, so that none of them is passed over for it. */
  private static final int RANK = 100;

  private TwoHeadEngine() {}

  @Override
  public @Nullable Engine getAlternativeEngine() {
    return null;
  }

  @Override
  public String getEngineName() {
    return NAME;
  }

  @Override
  public int getRank() {
    return RANK;
  }

  @Override
  public String getVersion() {
    return Engine.getDjlVersion();
  }

  @Override
  public boolean hasCapability(String capability) {
    return false;
  }

  @Override
  public Model newModel(String name, @Nullable Device device) {
    return new FileModel(name, newBaseManager());
  }

  @Override
  public NDManager newBaseManager() {
    return newBaseManager(null);
  }

  @Override
  public NDManager newBaseManager(@Nullable Device device) {
    return new PassthroughNDManager(this, Device.cpu());
  }

  /** Registers the engine. */
  public static final class Provider implements EngineProvider {
    private static final Engine ENGINE = new TwoHeadEngine();

    /** Called by the service loader. */
    public Provider() {}

    @Override
    public String getEngineName() {
      return NAME;
    }

    @Override
    public int getEngineRank() {
      return RANK;
    }

    @Override
    public Engine getEngine() {
      return ENGINE;
    }
  }

  /** A model's file. */
  private static final class FileModel extends BaseModel {
    private static final List<String> ENDINGS = List.of(".tflite", ".onnx", ".twohead");

    private @Nullable PredictorBlock opened;

    FileModel(String name, NDManager manager) {
      super(name);
      this.manager = manager;
      dataType = DataType.UINT8;
    }

    @Override
    public void load(Path modelPath, @Nullable String prefix, @Nullable Map<String, ?> options)
        throws IOException {
      if (opened != null) {
        throw new IllegalStateException("model " + getName() + " is loaded already");
      }
      setModelDir(modelPath);
      wasLoaded = true;
      Path file = ModelFiles.find(modelDir, prefix == null ? getName() : prefix, ENDINGS);
      PredictorConfig settings =
          PredictorConfig.builder().device(io.github.twohead.Device.cpu()).build();
      opened = PredictorBlock.open(ModelContent.of(file), settings);
      block = opened;
    }

    @Override
    public void setBlock(Block another) {
      throw new ModelFileException(
          "the engine " + NAME + " takes its network from the model's file: leave out blocks");
    }

    @Override
    public void close() {
      if (opened != null) {
        opened.close();
      }
      super.close();
    }
  }
}
