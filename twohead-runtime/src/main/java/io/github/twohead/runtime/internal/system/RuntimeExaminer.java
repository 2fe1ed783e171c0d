package io.github.twohead.runtime.internal.system;

import io.github.twohead.SystemReport.Finding;
import io.github.twohead.SystemReport.Section;
import io.github.twohead.runtime.internal.formats.ModelFormat;
import io.github.twohead.runtime.internal.image.LeptonicaJpegDecoder;
import io.github.twohead.runtime.internal.natives.Natives;
import io.github.twohead.runtime.internal.natives.Natives.LoadedLibrary;
import io.github.twohead.runtime.internal.serving.NetworkRuntime;
import io.github.twohead.runtime.internal.serving.NetworkRuntimes;
import io.github.twohead.spi.Examiner;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Looks at the machine, and at what decodes photos and runs TFLite and ONNX files. */
public final class RuntimeExaminer implements Examiner {
  /** Called by the service loader. */
  public RuntimeExaminer() {}

  @Override
  public List<Finding> examine() {
    Look look = new Look();
    look.at(Section.PLATFORM, "platform", Machine::platform);
    look.at(Section.PROCESSOR, "processor", Machine::processor);
    look.at(Section.MEMORY, "memory", Machine::memory);
    look.at(Section.MODULES, "versions", Modules::tell);
    NetworkRuntimes.all().stream()
        .sorted(Comparator.comparing(NetworkRuntime::artifact))
        .forEach(runtime -> tell(look, runtime));
    tell(
        look,
        "org.bytedeco:leptonica",
        "ImageIO decodes large JPEGs, more slowly",
        LeptonicaJpegDecoder::version);
    tell(
        look,
        "net.java.dev.jna:jna",
        "PyTorch's environment stays as it is, and TensorFlow Lite prints a line",
        () -> "loaded, with pointers of " + LoadedLibrary.pointerSize() + " bytes");
    predicts(look, ModelFormat.TFLITE, "tensorflow-lite");
    predicts(look, ModelFormat.ONNX, "onnxruntime");
    look.at(Section.GPU, "nvidia-smi", RuntimeExaminer::driver);
    look.at(Section.CACHES, "JavaCPP", RuntimeExaminer::caches);
    return look.findings();
  }

  private static void tell(Look look, NetworkRuntime runtime) {
    Optional<Throwable> failure = NetworkRuntimes.failure(runtime);
    if (failure.isEmpty()) {
      look.fine(Section.NATIVES, runtime.artifact(), runtime.title() + ", " + runtime.natives());
    } else {
      // whether another is to be added, the formats tell
      unusable(look, runtime.artifact(), failure.get(), "not used");
    }
  }

  private static void tell(Look look, String artifact, String without, Supplier<String> start) {
    try {
      look.fine(Section.NATIVES, artifact, Natives.start(start));
    } catch (RuntimeException | LinkageError e) {
      unusable(look, artifact, e, without + advice("; ", artifact));
    }
  }

  /** What is not there may be left out on purpose; what is there should work. */
  private static void unusable(Look look, String artifact, Throwable failure, String without) {
    if (Natives.isLoadedElsewhere(failure)) {
      look.broken(Section.NATIVES, artifact, Natives.LOADED_ELSEWHERE);
    } else if (isAbsent(failure)) {
      look.note(Section.NATIVES, artifact, "not on the class path; " + without);
    } else {
      look.broken(
          Section.NATIVES, artifact, root(failure) + advice(". If it is missing, ", artifact));
    }
  }

  private static String advice(String before, String artifact) {
    String name = artifact.substring(artifact.indexOf(':') + 1);
    return Artifacts.isKnown(name) ? before + Artifacts.advice(name) : "";
  }

  /** Whether a library's classes are not there, as opposed to its natives. */
  private static boolean isAbsent(Throwable failure) {
    Throwable root = root(failure);
    return root instanceof ClassNotFoundException
        || String.valueOf(root.getMessage()).endsWith("is not on the class path");
  }

  private static Throwable root(Throwable failure) {
    return Stream.iterate(failure, Objects::nonNull, Throwable::getCause)
        .reduce(failure, (before, cause) -> cause);
  }

  private static void predicts(Look look, ModelFormat format, String artifact) {
    String name = "." + ending(format) + " files";
    Optional<NetworkRuntime> first =
        NetworkRuntimes.all().stream()
            .filter(runtime -> runtime.runs(format) && NetworkRuntimes.isThere(runtime))
            .min(Comparator.comparingInt(NetworkRuntime::rank));
    if (first.isPresent()) {
      look.fine(Section.PREDICTION, name, first.get().title());
    } else {
      look.missing(Section.PREDICTION, name, "nothing runs them: " + Artifacts.advice(artifact));
    }
  }

  private static String ending(ModelFormat format) {
    return format == ModelFormat.TFLITE ? "tflite" : "onnx";
  }

  private static void driver(Look look) {
    String said =
        Programs.output(
                "nvidia-smi",
                "--query-gpu=name,driver_version,memory.total",
                "--format=csv,noheader")
            .orElse("not there")
            .strip();
    look.note(
        Section.GPU, "nvidia-smi", said.lines().limit(8).reduce((a, b) -> a + "; " + b).orElse(""));
    String visible = System.getenv("CUDA_VISIBLE_DEVICES");
    look.note(Section.GPU, "CUDA_VISIBLE_DEVICES", visible == null ? "not set" : visible);
  }

  private static void caches(Look look) {
    String home = System.getProperty("user.home");
    String folder =
        System.getProperty(
            "org.bytedeco.javacpp.cachedir", Path.of(home, ".javacpp", "cache").toString());
    CacheFolder.tell(look, "JavaCPP", Path.of(folder));
  }
}
