package io.github.twohead.djl.internal.training;

import io.github.twohead.Backbone;
import io.github.twohead.Checkpoints;
import io.github.twohead.HeadSpec;
import io.github.twohead.ModelFileException;
import io.github.twohead.Provenance;
import io.github.twohead.Sampling;
import io.github.twohead.Trainer;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.training.CheckpointFolder.Found;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.manifest.LibraryVersion;
import io.github.twohead.spi.TrainingConfig;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the checkpoints of a run as they are due, and lets it go on from the newest. Where none
 * are wanted, it does nothing.
 */
final class Checkpointing implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Trainer.class);
  private static final String RUN = "run";
  private static final int DIGITS = 16;

  private final Network network;
  private final TrainingConfig settings;
  private final Optional<Checkpoints> wanted;
  private final Progress progress;
  private final Map<String, Part> parts = new LinkedHashMap<>();

  /** All that decides about the run. */
  private final Map<String, String> run = new LinkedHashMap<>();

  private @Nullable CheckpointFolder folder;
  private Optional<Found> found = Optional.empty();

  /** What changes as a run goes on, and must be there again to go on from there. */
  private record Part(Consumer<TrainingState.Writer> save, Consumer<TrainingState.Reader> load) {}

  Checkpointing(Network network, TrainingConfig settings, Progress progress) {
    this.network = network;
    this.settings = settings;
    this.progress = progress;
    wanted = settings.epochs().checkpoints();
    part("progress", progress::save, progress::load);
    part(
        "network",
        out -> out.put(network.state().read()),
        in -> network.state().write(in.floats(network.state().read())));
    part(
        "points",
        out -> EpochHistory.save(out, network.points().byHead()),
        in -> network.points(EpochHistory.points(in, network.layout())));
  }

  /** Adds what is saved, and loaded in the order in which it was added. */
  void part(String name, Consumer<TrainingState.Writer> save, Consumer<TrainingState.Reader> load) {
    parts.put(name, new Part(save, load));
  }

  /**
   * Takes the folder, before tables are read.
   *
   * @param decides what the weights depend on beside the model and the tables
   * @throws ModelFileException if it cannot be used, or is that of other settings
   * @throws InterruptedException if this thread is interrupted, which cannot lock a folder
   */
  void begin(Map<String, String> decides) throws InterruptedException {
    if (wanted.isPresent()) {
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
      run.putAll(decides);
      run.put("epochs", Integer.toString(settings.epochs().count()));
      run.put("heads", heads());
      run.put("input", network.config().preprocessing().toString());
      run.put("points", network.points().byHead().toString());
      run.put("first_weights", firstWeights());
      CheckpointFolder held = CheckpointFolder.hold(wanted.get().folder());
      folder = held;
      found = held.newest();
      found.ifPresent(newest -> requireSame(newest, run.keySet()));
    }
  }

  private String heads() {
    List<String> texts = new ArrayList<>();
    for (HeadSpec head : network.config().heads()) {
      String categories = head.isCategorical() ? " " + head.categories() : "";
      texts.add(head + categories + " of width " + head.width());
    }
    return String.join(", ", texts);
  }

  private void putDigest(String key, double[] ofRows) {
    if (wanted.isPresent() && ofRows.length > 0) {
      ByteBuffer bytes = ByteBuffer.allocate(ofRows.length * Double.BYTES);
      bytes.asDoubleBuffer().put(ofRows);
      run.put(key, "digest " + digest(Stream.of(bytes)));
    }
  }

  /** What tells first weights apart; those of a block of one's own depend on the device. */
  private String firstWeights() {
    if (!(network.config().backbone() instanceof Backbone.BuiltIn)) {
      return "the block's own";
    }
    return digest(network.state().read().values().stream().map(Checkpointing::bytes));
  }

  private static ByteBuffer bytes(float[] values) {
    ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
    bytes.asFloatBuffer().put(values);
    return bytes;
  }

  private static String digest(Stream<ByteBuffer> content) {
    try {
      MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
      content.forEach(sha256::update);
      return HexFormat.of().formatHex(sha256.digest()).substring(0, DIGITS);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /**
   * Compares the tables with those of the newest checkpoint, if there is one.
   *
   * @param data the tables that were read
   * @param train the rows of the first, as they are weighed and drawn
   * @throws ModelFileException if it is of other tables
   */
  void check(Provenance data, Dataset train) {
    data.tables().forEach((name, table) -> run.put("table_" + name, text(table)));
    Sampling sampling = settings.data().sampling();
    putDigest("row_weights", train.weights());
    putDigest("row_draws", sampling.isShuffled() ? new double[0] : sampling.weights(train.rows()));
    found.ifPresent(
        newest -> {
          TreeSet<String> all = new TreeSet<>(run.keySet());
          all.addAll(newest.state().in(RUN).texts().keySet());
          requireSame(newest, all);
        });
  }

  /**
   * Goes on from the newest checkpoint, if there is one.
   *
   * @return whether there is
   * @throws ModelFileException if it cannot be used
   */
  boolean resume() {
    if (found.isEmpty()) {
      return false;
    }
    Found newest = found.get();
    found = Optional.empty();
    try {
      parts.forEach((name, part) -> part.load().accept(newest.state().in(name)));
    } catch (ModelFileException e) {
      throw new ModelFileException(newest.file() + " cannot be used: " + e.getMessage(), e);
    }
    reseed();
    String library = newest.state().library();
    LOG.info(
        "training goes on from {}, {}{}",
        newest.file(),
        progress,
        library.equals(LibraryVersion.TWOHEAD) ? "" : ", which version " + library + " wrote");
    return true;
  }

  private static String text(Provenance.Table table) {
    String labels = table.labels().isEmpty() ? "" : " " + table.labels();
    return table.rows() + " rows" + labels + ", digest " + table.digest().substring(0, DIGITS);
  }

  private void requireSame(Found newest, Iterable<String> keys) {
    if (newest.state().isForeign()) {
      throw new ModelFileException(
          newest.file() + " is of version " + newest.state().library() + ", and cannot be read");
    }
    Map<String, String> before = newest.state().in(RUN).texts();
    List<String> others = new ArrayList<>();
    for (String key : keys) {
      String was = before.getOrDefault(key, "not given");
      String is = run.getOrDefault(key, "not given");
      if (!was.equals(is)) {
        others.add(key + " was " + was + " and is " + is);
      }
    }
    if (!others.isEmpty()) {
      throw new ModelFileException(
          newest.file()
              + " is a checkpoint of another training: "
              + String.join("; ", others)
              + ": name another folder for checkpoints, or delete this one to begin anew");
    }
  }

  /** Writes a checkpoint if one is due after a batch that is not the last of its epoch. */
  void afterBatch(int batches) {
    if (folder != null && progress.batches() < batches && isDue(batches)) {
      write(folder);
    }
  }

  private boolean isDue(int batches) {
    long batch = (progress.epoch() - 1L) * batches + progress.batches();
    return wanted.orElseThrow().isDueAfterBatch(batch);
  }

  /** Writes a checkpoint if one is due after an epoch, or after its last batch. */
  void afterEpoch(int batches) {
    int done = progress.epoch() - 1;
    boolean isLast = !progress.goesOn(settings.epochs().count());
    if (folder != null
        && (isLast || wanted.orElseThrow().isDueAfterEpoch(done) || isDue(batches))) {
      write(folder);
    }
  }

  private void write(CheckpointFolder into) {
    TrainingState.Writer out = new TrainingState.Writer();
    run.forEach(out.in(RUN)::put);
    parts.forEach((name, part) -> part.save().accept(out.in(name)));
    into.write(progress.epoch() - 1, progress.batches(), out.encode(), wanted.orElseThrow().kept());
    reseed();
  }

  /** So that what is drawn after a checkpoint is the same, whoever goes on from it. */
  private void reseed() {
    long epoch = Progress.seed(network, progress.epoch());
    network.reseed(epoch * 1_000_003 + progress.batches());
  }

  @Override
  public void close() {
    if (folder != null) {
      folder.close();
    }
  }
}
