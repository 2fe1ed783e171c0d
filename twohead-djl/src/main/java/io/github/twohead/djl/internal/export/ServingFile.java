package io.github.twohead.djl.internal.export;

import io.github.twohead.ModelFileException;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.spi.AtomicFile;
import io.github.twohead.spi.ModelContent;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The {@code serving.properties} beside a model's file, by which DJL opens its folder. */
public final class ServingFile {
  private static final String NAME = "serving.properties";
  private static final String ZOO = "io.github.twohead.djl.zoo.";

  /** Its parameters are not in a file of DJL's own. */
  private static final Map<String, String> OF_SAVED_MODELS =
      Map.of("blockFactory", ZOO + "HeadsBlockFactory", "option.hasParameter", "false");

  private ServingFile() {}

  /**
   * Writes it; an earlier one keeps what else it says.
   *
   * @param model the model's file
   * @throws ModelFileException if it is missing or no model, or the properties cannot be written
   */
  public static Path write(Path model) {
    Path file = model.resolveSibling(NAME);
    Map<String, String> ours = properties(model);
    try {
      Properties all = new Properties();
      if (Files.exists(file)) {
        try (Reader reader = Files.newBufferedReader(file)) {
          all.load(reader);
        }
      }
      Properties before = (Properties) all.clone();
      all.keySet().removeAll(OF_SAVED_MODELS.keySet());
      all.putAll(ours);
      if (!all.equals(before)) {
        AtomicFile.write(file, text(all));
      }
      return file;
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelFileException(file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private static Map<String, String> properties(Path model) {
    Map<String, String> properties = new TreeMap<>();
    properties.put("option.modelName", String.valueOf(model.getFileName()));
    properties.put("translatorFactory", ZOO + "HeadsTranslatorFactory");
    switch (format(model)) {
      case ONNX -> properties.put("engine", "OnnxRuntime");
      case TFLITE -> properties.put("engine", "TwoHead");
      case BUNDLE -> {
        properties.put("engine", "PyTorch");
        properties.putAll(OF_SAVED_MODELS);
      }
    }
    return properties;
  }

  private static ModelFormat format(Path model) {
    try {
      return ModelFormat.of(ModelContent.of(model).start());
    } catch (ModelFileException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith(model.toString())
          ? e
          : new ModelFileException(model + ": " + message, e);
    }
  }

  /** Sorted, and without the date that Java writes; DJL Serving reads it as Latin-1. */
  private static byte[] text(Properties properties) throws IOException {
    ByteArrayOutputStream stored = new ByteArrayOutputStream();
    properties.store(stored, null);
    return stored
        .toString(StandardCharsets.ISO_8859_1)
        .lines()
        .filter(line -> !line.startsWith("#"))
        .sorted()
        .collect(Collectors.joining("\n", "", "\n"))
        .getBytes(StandardCharsets.ISO_8859_1);
  }
}
