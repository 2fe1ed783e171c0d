package io.github.twohead.spi;

import io.github.twohead.Backbone;
import io.github.twohead.Normalization;
import java.net.URI;
import java.nio.file.Path;

/** Where the weights come from that a backbone starts with instead of random ones. */
public sealed interface WeightsSource {

  /**
   * A file on this machine.
   *
   * @param path the file
   */
  record LocalFile(Path path) implements WeightsSource {

    public LocalFile {
      Arguments.notNull("path", path);
    }

    @Override
    public String toString() {
      return path.toString();
    }
  }

  /**
   * A published file, which is downloaded once.
   *
   * @param url its address; the name at its end holds the start of the file's SHA-256, after the
   *     last {@code -}
   * @param normalization what its weights expect of the pixels
   * @param listener sees the download go on
   */
  record Download(URI url, Normalization normalization, Backbone.DownloadListener listener)
      implements WeightsSource {

    public Download {
      Arguments.notNull("url", url);
      Arguments.notNull("normalization", normalization);
      Arguments.notNull("listener", listener);
    }

    @Override
    public String toString() {
      return url.toString();
    }
  }
}
