package io.github.twohead.djl.internal.pretrained;

import ai.djl.util.Utils;
import com.google.common.hash.Hashing;
import com.google.common.io.MoreFiles;
import io.github.twohead.Backbone.DownloadListener;
import io.github.twohead.TwoheadException;
import io.github.twohead.spi.FileProblem;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A published file of weights and its copy in a folder of this machine. Its name holds the start of
 * its SHA-256, as in {@code shufflenetv2_x0.5-f707e7126e.pth}.
 *
 * <p>The copy is moved into place whole, once its digest was found right, by one thread of one
 * process while others that want it wait. A copy that was damaged since is replaced.
 */
public final class WeightsDownload {
  private static final Logger LOG = LoggerFactory.getLogger(WeightsDownload.class);
  private static final Pattern NAME = Pattern.compile(".*-([0-9a-f]{8,64})\\.\\w+");
  private static final int BUFFER_BYTES = 1 << 16;

  /** Keeps out the threads of this process; the lock of a file keeps out other processes only. */
  private static final Lock THREADS = new ReentrantLock();

  private final URI url;
  private final Path file;
  private final String digest;
  private final Duration timeout;

  /**
   * Describes a download.
   *
   * @param url where the file is published
   * @param folder where its copy shall lie
   * @param timeout how long the server may be silent
   */
  public WeightsDownload(URI url, Path folder, Duration timeout) {
    String name = url.getPath().substring(url.getPath().lastIndexOf('/') + 1);
    Matcher matcher = NAME.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(url + " does not hold the start of a SHA-256");
    }
    this.url = url;
    this.file = folder.toAbsolutePath().resolve(name);
    this.digest = matcher.group(1);
    this.timeout = timeout;
  }

  /**
   * Returns the copy, which is downloaded first if it is not there or damaged.
   *
   * @throws TwoheadException if that fails; nothing is then kept
   */
  public Path fetch(DownloadListener listener) {
    try {
      if (!isThere()) {
        downloadAlone(listener);
      }
      return file;
    } catch (IOException e) {
      throw new TwoheadException(
          url
              + " cannot be downloaded: "
              + reason(e)
              + ". Try again, or download it on another machine and either put it at "
              + file
              + " or name it with weights(Path)",
          e);
    }
  }

  private boolean isThere() throws IOException {
    return Files.isRegularFile(file) && digest(file).startsWith(digest);
  }

  /** The SHA-256 of a file, in hexadecimal digits. */
  static String digest(Path file) throws IOException {
    return MoreFiles.asByteSource(file).hash(Hashing.sha256()).toString();
  }

  private void downloadAlone(DownloadListener listener) throws IOException {
    lockThreads();
    try {
      MoreFiles.createParentDirectories(file);
      try (FileChannel processes =
          FileChannel.open(sibling(".lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        processes.lock(); // until the channel is closed
        if (!isThere()) {
          download(listener);
        }
      }
    } finally {
      THREADS.unlock();
    }
  }

  private static void lockThreads() throws InterruptedIOException {
    try {
      THREADS.lockInterruptibly();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException();
    }
  }

  private Path sibling(String suffix) {
    return file.resolveSibling(file.getFileName() + suffix);
  }

  private void download(DownloadListener listener) throws IOException {
    Path part = sibling(".part");
    LOG.info("Downloading {} to {}", url, file);
    try {
      receive(part, listener);
      String found = digest(part);
      if (!found.startsWith(digest)) {
        throw new IOException(
            "what came is another file, perhaps from a proxy or a login page: its SHA-256 starts"
                + " with "
                + found.substring(0, digest.length())
                + ", not "
                + digest);
      }
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
      LOG.info("Downloaded {}", file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private void receive(Path part, DownloadListener listener) throws IOException {
    if (Utils.isOfflineMode()) {
      throw new IOException("DJL's offline mode is on");
    }
    HttpURLConnection connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setConnectTimeout(Math.toIntExact(timeout.toMillis()));
    connection.setReadTimeout(Math.toIntExact(timeout.toMillis()));
    connection.setRequestProperty("User-Agent", "twohead");
    try {
      if (connection.getResponseCode() != HttpURLConnection.HTTP_OK) {
        throw new IOException("the server answered with status " + connection.getResponseCode());
      }
      try (InputStream in = connection.getInputStream();
          OutputStream out = Files.newOutputStream(part)) {
        copy(in, out, connection.getContentLengthLong(), listener);
      }
    } finally {
      connection.disconnect();
    }
  }

  private static void copy(InputStream in, OutputStream out, long total, DownloadListener listener)
      throws IOException {
    byte[] buffer = new byte[BUFFER_BYTES];
    long done = 0;
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      out.write(buffer, 0, count);
      done += count;
      listener.onDownloaded(done, total);
      if (Thread.currentThread().isInterrupted()) {
        throw new InterruptedIOException();
      }
    }
    if (done < total) {
      throw new IOException("the connection ended after " + done + " of " + total + " bytes");
    }
  }

  private static String reason(IOException e) {
    String message = e.getMessage() == null ? e.toString() : e.getMessage();
    String said = message.lines().findFirst().orElse("");
    if (Thread.currentThread().isInterrupted()) {
      return "the thread was interrupted";
    }
    if (e instanceof UnknownHostException) {
      return "the host " + said + " is not known here";
    }
    if (e instanceof SocketTimeoutException) {
      return "the server does not answer";
    }
    if (e instanceof FileSystemException) {
      return "the cache cannot be used, "
          + FileProblem.why(e)
          + ": let DJL_CACHE_DIR name another folder";
    }
    return said;
  }
}
