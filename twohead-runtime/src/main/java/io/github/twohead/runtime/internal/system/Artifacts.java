package io.github.twohead.runtime.internal.system;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;

/** Which jars of native libraries this machine needs. */
public final class Artifacts {
  private static final Properties KNOWN = read();

  private Artifacts() {}

  private static Properties read() {
    Properties known = new Properties();
    try (InputStream in = Artifacts.class.getResourceAsStream("artifacts.properties")) {
      known.load(Objects.requireNonNull(in, "artifacts.properties is missing"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return known;
  }

  /** Whether it is known what to add for a library. */
  static boolean isKnown(String artifact) {
    return KNOWN.containsKey(artifact);
  }

  /**
   * Tells what to add.
   *
   * @param artifact the name of a library's artifact, such as {@code leptonica}
   * @return such as {@code add org.bytedeco:leptonica:1.87.0-1.5.14 with the classifier …}, or that
   *     there is nothing for this machine
   */
  public static String advice(String artifact) {
    return advice(artifact, System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  static String advice(String artifact, String system, String processor) {
    String classifier = classifier(system, processor, KNOWN.getProperty(artifact + ".naming"));
    boolean exists =
        List.of(KNOWN.getProperty(artifact + ".classifiers").split(" ")).contains(classifier);
    return exists
        ? "add " + KNOWN.getProperty(artifact).replace("CLASSIFIER", classifier)
        : "there is none for " + system + " on " + processor;
  }

  /**
   * A machine's classifier.
   *
   * @param naming {@code bytedeco} or {@code djl}, who name them differently
   */
  private static String classifier(String system, String processor, String naming) {
    boolean bytedeco = naming.equals("bytedeco");
    String name = system.toLowerCase(Locale.ROOT);
    String prefix =
        name.startsWith("windows")
            ? bytedeco ? "windows" : "win"
            : name.startsWith("mac") ? bytedeco ? "macosx" : "osx" : name;
    String suffix =
        switch (processor) {
          case "amd64", "x86_64" -> "x86_64";
          case "aarch64", "arm64" -> bytedeco ? "arm64" : "aarch64";
          default -> processor;
        };
    return prefix + "-" + suffix;
  }
}
