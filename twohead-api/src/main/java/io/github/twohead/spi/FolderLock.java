package io.github.twohead.spi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Says that a folder is being written. The system takes it back from a process that was killed, so
 * that it is never held by nobody. Its file stays: who deletes a lock may delete another's.
 *
 * <p>A helper of this library's own modules, which may change with any version.
 */
public final class FolderLock implements AutoCloseable {
  private static final String NAME = ".lock";
  private static final int TRIES = 20;
  private static final long BETWEEN_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  /** Those of this JVM: opening and closing such a file again would give the lock back. */
  private static final Set<Path> HELD = new HashSet<>();

  private final Path file;
  private final FileChannel channel;

  private FolderLock(Path file, FileChannel channel) {
    this.file = file;
    this.channel = channel;
  }

  /**
   * Takes the lock of a folder.
   *
   * @param folder the folder, which exists
   * @return the lock; empty if the folder is being written
   * @throws UncheckedIOException if the folder cannot be written to
   */
  public static Optional<FolderLock> take(Path folder) {
    Arguments.notNull("folder", folder);
    try {
      Path file = folder.toRealPath().resolve(NAME);
      for (int i = 0; i < TRIES; i++) { // another process may just be asking
        Optional<FolderLock> taken = tryToTake(file);
        if (taken.isPresent() || isOurs(file)) {
          return taken;
        }
        LockSupport.parkNanos(BETWEEN_NANOS);
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new UncheckedIOException(
          folder.resolve(NAME) + " cannot be written: " + FileProblem.why(e), e);
    }
  }

  private static Optional<FolderLock> tryToTake(Path file) throws IOException {
    synchronized (HELD) {
      if (HELD.contains(file)) {
        return Optional.empty();
      }
      FileChannel channel =
          FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      boolean taken = false;
      try {
        taken = channel.tryLock() != null;
        if (taken) {
          HELD.add(file);
        }
        return taken ? Optional.of(new FolderLock(file, channel)) : Optional.empty();
      } finally {
        if (!taken) {
          channel.close();
        }
      }
    }
  }

  private static boolean isOurs(Path file) {
    synchronized (HELD) {
      return HELD.contains(file);
    }
  }

  /**
   * Says whether a folder is being written, by this process or another one; writes nothing.
   *
   * @param folder the folder
   * @return whether it is
   */
  public static boolean isHeld(Path folder) {
    Arguments.notNull("folder", folder);
    synchronized (HELD) {
      try {
        Path file = folder.toRealPath().resolve(NAME);
        return HELD.contains(file) || isHeldElsewhere(file);
      } catch (IOException e) {
        return false; // who may not read here cannot ask
      }
    }
  }

  private static boolean isHeldElsewhere(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        FileLock shared = channel.tryLock(0, Long.MAX_VALUE, true)) {
      return shared == null;
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  @Override
  public void close() {
    synchronized (HELD) {
      try {
        channel.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } finally {
        HELD.remove(file);
      }
    }
  }
}
