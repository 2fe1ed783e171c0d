package io.github.twohead.djl.zoo;

import ai.djl.repository.zoo.Criteria;
import ai.djl.repository.zoo.ZooModel;
import io.github.twohead.Backbone;
import io.github.twohead.Device;
import io.github.twohead.ExportFormat;
import io.github.twohead.HeadSpec;
import io.github.twohead.MultiHeadModel;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import javax.imageio.ImageIO;

/** A folder with a model that was never trained, in one of the formats that DJL opens. */
enum ZooFolder {
  SAVED("PyTorch", "twohead"),
  ONNX("OnnxRuntime", "onnx"),
  TFLITE("TwoHead", "tflite");

  static final HeadSpec SCREEN = HeadSpec.binary("screen");
  static final HeadSpec KIND = HeadSpec.categorical("kind", "receipt", "letter", "form");

  /** Files by kind and heads: exports take their time. */
  private static final Map<String, byte[]> MADE = new ConcurrentHashMap<>();

  final String engine;
  final String ending;

  ZooFolder(String engine, String ending) {
    this.engine = engine;
    this.ending = ending;
  }

  /** Writes a model of two heads and its properties; returns the model's file. */
  Path write(Path folder) throws IOException {
    return write(folder, SCREEN, KIND);
  }

  /** Writes a model and its properties; returns the model's file. */
  Path write(Path folder, HeadSpec... heads) throws IOException {
    Path file = Files.createDirectories(folder).resolve("documents." + ending);
    byte[] known = MADE.get(this + List.of(heads).toString());
    if (known == null) {
      make(file, heads);
      MADE.put(this + List.of(heads).toString(), Files.readAllBytes(file));
    } else {
      Files.write(file, known);
    }
    ServingProperties.write(file);
    return file;
  }

  private void make(Path file, HeadSpec... heads) {
    try (MultiHeadModel model =
        MultiHeadModel.builder()
            .backbone(Backbone.shuffleNetV2x05())
            .heads(heads)
            .preprocessing(Preprocessing.standard().size(64))
            .device(Device.cpu())
            .build()) {
      if (heads[0].equals(SCREEN)) {
        model.threshold("screen", 0.25);
      }
      if (this == SAVED) {
        model.save(file);
      } else {
        model.exporter().format(ExportFormat.parse(ending)).write(file);
      }
    }
  }

  /** Loads the model of a folder. */
  static <I, O> ZooModel<I, O> load(Path folder, Class<I> input, Class<O> output) throws Exception {
    return Criteria.builder()
        .setTypes(input, output)
        .optModelPath(folder)
        .optTranslatorFactory(new HeadsTranslatorFactory())
        .build()
        .loadModel();
  }

  /** Draws photos of several sizes. */
  static List<Path> photos(Path folder, String format) throws IOException {
    List<Path> photos = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      Path photo = folder.resolve(i + "." + format);
      ImageIO.write(Samples.image(i % 5, i, 80 + i), format, photo.toFile());
      photos.add(photo);
    }
    return photos;
  }
}
