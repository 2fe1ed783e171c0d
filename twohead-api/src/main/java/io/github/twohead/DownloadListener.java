package io.github.twohead;

/**
 * Sees a download go on. All calls come from the thread that builds the model; an exception ends
 * the download and the building, and nothing of the file is kept.
 */
@FunctionalInterface
public interface DownloadListener {

  /**
   * A piece of the file arrived.
   *
   * @param bytes the bytes that have arrived so far
   * @param total the bytes of the whole file; -1 if the server does not tell
   */
  void onDownloaded(long bytes, long total);
}
