package io.github.twohead.djl.internal.torch;

import ai.djl.pytorch.jni.LibUtils;
import ai.djl.util.Platform;
import ai.djl.util.Utils;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** Where DJL will take PyTorch's native libraries from; to know that, nothing is loaded. */
public final class TorchNatives {
  private static final String TORCH = System.mapLibraryName("torch");
  private static final String JNI = System.mapLibraryName("djl_torch");

  private TorchNatives() {}

  /**
   * Says what DJL would download if PyTorch was started now.
   *
   * @return the library that is neither on the class path nor in DJL's cache; empty if both are
   *     there
   */
  public static Optional<String> missing() {
    Platform platform = Platform.detectPlatform("pytorch");
    Path folder =
        Utils.getEngineCacheDir("pytorch")
            .resolve(
                platform.getVersion()
                    + "-"
                    + platform.getFlavor()
                    + "-"
                    + platform.getClassifier());
    boolean torch =
        !platform.isPlaceholder() || Files.exists(folder.resolve(TORCH)) || isGivenByUser();
    if (!torch) {
      return Optional.of("pytorch-native " + platform);
    }
    Path jni = folder.resolve(platform.getApiVersion() + "-" + JNI);
    // the class path's version ends with a date, DJL's own does not
    String wanted =
        platform.getVersion().replaceFirst("-\\d+$", "") + "-" + platform.getApiVersion();
    return jniVersion().startsWith(wanted) || Files.exists(jni)
        ? Optional.empty()
        : Optional.of("pytorch-jni " + wanted);
  }

  /** Where PyTorch's library is from, such as {@code cpu-linux-x86_64:2.7.1 of DJL's cache}. */
  public static String origin() {
    Platform platform = Platform.detectPlatform("pytorch");
    String from =
        isGivenByUser()
            ? " if not replaced by PYTORCH_LIBRARY_PATH or java.library.path"
            : platform.isPlaceholder() ? " of DJL's cache" : " of the class path";
    return platform + from;
  }

  private static boolean isGivenByUser() {
    return Stream.of(
            Utils.getenv("PYTORCH_LIBRARY_PATH", ""), System.getProperty("java.library.path", ""))
        .flatMap(paths -> Arrays.stream(paths.split(File.pathSeparator)))
        .anyMatch(path -> path.endsWith(TORCH) || new File(path, TORCH).isFile());
  }

  private static String jniVersion() {
    try (InputStream in = LibUtils.class.getResourceAsStream("/jnilib/pytorch.properties")) {
      Properties properties = new Properties();
      if (in != null) {
        properties.load(in);
      }
      return properties.getProperty("jni_version", "");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
