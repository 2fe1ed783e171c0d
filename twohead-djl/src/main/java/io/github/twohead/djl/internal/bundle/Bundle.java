package io.github.twohead.djl.internal.bundle;

import io.github.twohead.Backbone;
import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.weights.Defects;
import io.github.twohead.djl.internal.weights.SafeTensors;
import io.github.twohead.djl.internal.weights.StateDict.StateEntry;
import io.github.twohead.djl.internal.weights.Tensor;
import io.github.twohead.runtime.internal.formats.FileMetadata;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.manifest.Manifest;
import io.github.twohead.spi.AtomicFile;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.ModelContent;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A saved model: a safetensors file whose metadata hold the {@link Manifest} and a digest, as
 * {@link FileMetadata} has it.
 */
public final class Bundle {
  private final String file;
  private final Manifest manifest;
  private final Map<String, Tensor> tensors;

  private Bundle(String file, Manifest manifest, Map<String, Tensor> tensors) {
    this.file = file;
    this.manifest = manifest;
    this.tensors = tensors;
  }

  /**
   * Writes a network to a file.
   *
   * @throws ModelFileException if it cannot be written, or a weight is unusable; an existing file
   *     then stays as it was
   */
  public static void save(Network network, Provenance provenance, Path file) {
    String json = Manifest.of(network.config(), network.points().byHead(), provenance).toJson();
    Map<String, String> metadata = new LinkedHashMap<>();
    metadata.put(FileMetadata.DIGEST, FileMetadata.placeholder(json));
    metadata.put(FileMetadata.MANIFEST, json);
    Map<String, Tensor> tensors = new LinkedHashMap<>();
    for (StateEntry entry : network.state().entries()) {
      tensors.put(entry.name(), new Tensor(entry.shape(), entry.read()));
    }
    try {
      Defects.refuse(tensors);
    } catch (ModelFileException e) {
      throw new ModelFileException(file + " was not written: the model " + e.getMessage(), e);
    }
    byte[] content = new SafeTensors(metadata, tensors).encode();
    FileMetadata.sign(content, FileMetadata.placeholder(json));
    try {
      AtomicFile.write(file, content);
    } catch (IOException e) {
      throw new ModelFileException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Says whether a safetensors file of such metadata is a saved model, whole or damaged. */
  public static boolean isBundle(Map<String, String> metadata) {
    return metadata.containsKey(FileMetadata.MANIFEST);
  }

  /**
   * Reads a file.
   *
   * @throws ModelFileException if it is missing, damaged, or not a saved model
   */
  public static Bundle read(Path file) {
    return read(ModelContent.of(file));
  }

  /**
   * Reads the content of a file.
   *
   * @throws ModelFileException if it is missing, damaged, or not a saved model
   */
  public static Bundle read(ModelContent model) {
    String file = model.name();
    byte[] start = model.start();
    try {
      ModelFormat format = ModelFormat.of(start);
      if (format != ModelFormat.BUNDLE) {
        throw new ModelFileException("it is " + format + ", not " + ModelFormat.BUNDLE);
      }
      byte[] content = model.read(ByteBuffer::allocate).array();
      SafeTensors parsed = SafeTensors.decode(content);
      @Nullable String manifest = parsed.metadata().get(FileMetadata.MANIFEST);
      @Nullable String digest = parsed.metadata().get(FileMetadata.DIGEST);
      if (manifest == null || digest == null) {
        throw new ModelFileException("it is a safetensors file, but holds no twohead model");
      }
      if (!FileMetadata.isUnchanged(ByteBuffer.wrap(content), digest)) {
        throw new ModelFileException("it was altered or damaged after it was saved");
      }
      return new Bundle(file, Manifest.parse(manifest), parsed.tensors());
    } catch (ModelFileException e) {
      throw new ModelFileException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  /**
   * Builds the network with its weights.
   *
   * @param custom the backbone, unless it is built in
   */
  public Network network(Optional<Backbone> custom, ai.djl.Device device) {
    Network network = new Network(config(custom), device);
    network.points(network.points().with(manifest.operatingPoints()));
    try {
      network.state().load(tensors, name -> true, "the backbone \"" + manifest.backbone() + "\"");
      return network;
    } catch (ModelFileException e) {
      network.close();
      throw new ModelFileException(file + " " + e.getMessage(), e);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private ModelConfig config(Optional<Backbone> custom) {
    ModelConfig.Builder config =
        ModelConfig.builder()
            .backbone(backbone(custom))
            .heads(manifest.specs())
            .poolFirst(manifest.poolFirst())
            .preprocessing(manifest.input().preprocessing())
            .seed(manifest.seed());
    try {
      return config.build();
    } catch (IllegalArgumentException e) {
      throw new ModelFileException(file + " cannot be opened: " + e.getMessage(), e);
    }
  }

  private Backbone backbone(Optional<Backbone> custom) {
    if (custom.isEmpty()) {
      try {
        return Backbone.named(manifest.backbone());
      } catch (IllegalArgumentException e) {
        throw new ModelFileException(
            file + " needs its backbone \"" + manifest.backbone() + "\": give it when opening", e);
      }
    }
    if (!custom.get().name().equals(manifest.backbone())) {
      throw new ModelFileException(
          file
              + " was saved with the backbone \""
              + manifest.backbone()
              + "\", not \""
              + custom.get().name()
              + "\"");
    }
    return custom.get();
  }

  /**
   * Checks the names in thresholds.
   *
   * @throws IllegalArgumentException if there is no such head, or it has no threshold
   */
  public void checkThresholds(Map<String, Double> thresholds) {
    List<HeadSpec> heads = manifest.specs();
    thresholds.keySet().forEach(head -> ModelConfig.headWithThreshold(heads, head));
  }

  /** How images become input. */
  public Preprocessing preprocessing() {
    return manifest.input().preprocessing();
  }

  /** The weights by name. */
  public Map<String, Tensor> tensors() {
    return tensors;
  }

  /** Where the weights came from. */
  public Provenance provenance() {
    return manifest.provenance();
  }
}
