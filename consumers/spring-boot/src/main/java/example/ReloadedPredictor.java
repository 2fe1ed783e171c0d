package example;

import io.github.twohead.MultiHeadPredictor;
import io.github.twohead.Prediction;
import java.nio.file.Path;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A predictor that requests share, and that is replaced while they go on. */
public class ReloadedPredictor implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ReloadedPredictor.class);

  private final Path file;

  /** Requests hold the first lock, so that none of them uses a predictor that is closed. */
  private final ReadWriteLock lock = new ReentrantReadWriteLock();

  private MultiHeadPredictor predictor;

  public ReloadedPredictor(Path file) {
    this.file = file;
    predictor = MultiHeadPredictor.open(file);
  }

  public Prediction predict(byte[] photo) {
    lock.readLock().lock();
    try {
      return predictor.predict(photo);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Opens the file anew; where that fails, the predictor stays. */
  public void reload() {
    replace(MultiHeadPredictor.open(file)).close();
  }

  private MultiHeadPredictor replace(MultiHeadPredictor next) {
    lock.writeLock().lock();
    try {
      MultiHeadPredictor last = predictor;
      predictor = next;
      return last;
    } finally {
      lock.writeLock().unlock();
    }
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      predictor.close();
    } finally {
      lock.writeLock().unlock();
    }
    LOG.info("the predictor is closed");
  }
}
