package io.github.twohead.bench;

import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.ImageCache;
import io.github.twohead.ImageTable;
import io.github.twohead.Preprocessing;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.djl.internal.training.InputPipeline;
import io.github.twohead.djl.internal.training.MultiHeadLoss;
import io.github.twohead.djl.internal.training.PixelPipeline;
import io.github.twohead.djl.internal.training.TrainingStep;
import io.github.twohead.runtime.internal.data.BatchLoader;
import io.github.twohead.runtime.internal.data.BatchLoader.Batch;
import io.github.twohead.runtime.internal.data.Dataset;
import io.github.twohead.runtime.internal.data.DatasetReader;
import io.github.twohead.runtime.internal.data.ItemCache;
import io.github.twohead.runtime.internal.data.ItemCache.CacheRoom;
import io.github.twohead.runtime.internal.data.Workers;
import io.github.twohead.runtime.internal.image.InputImage;
import io.github.twohead.spi.ModelConfig;
import io.github.twohead.spi.TrainingConfig;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;

/**
 * How many images a second does a training step take, and does the input pipeline keep up with it?
 *
 * <pre>java -jar twohead-bench/target/benchmarks.jar TrainingBenchmark</pre>
 *
 * <p>Two heads on ShuffleNetV2 x0.5 at 256×256, batch 64, random weights (seed 1), Adam, rotation
 * by ±10°; 64 drawn JPEGs of 640×480 (seeds 0 to 63) in memory; as many workers as there are
 * processors, and as many PyTorch threads as it chooses. Each part runs alone: in training the
 * pipeline works beside the step. The first epoch decodes; later ones find the pixels in the cache.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(TrainingBenchmark.BATCH)
@Warmup(iterations = 3, time = 5)
@Measurement(iterations = 5, time = 5)
@Fork(2)
public class TrainingBenchmark {
  /** Images in a batch, and in an invocation. */
  static final int BATCH = 64;

  private static final long SEED = 1;
  private static final int SIZE = 256;
  private static final int WIDTH = 640;
  private static final int HEIGHT = 480;

  /** What trains: the CPU, or a GPU by its number. */
  String device = "cpu";

  private Network network;
  private ImageTable table;
  private Workers workers;
  private ItemCache cache;
  private InputPipeline inputs;
  private TrainingStep step;
  private Dataset images;
  private Batch batch;

  /** Draws weights and images, and fills the cache and one batch. */
  @Setup
  public void open() throws IOException, InterruptedException {
    List<HeadSpec> heads = List.of(HeadSpec.binary("first"), HeadSpec.binary("second"));
    Preprocessing input = Preprocessing.standard().size(SIZE);
    network =
        new Network(
            ModelConfig.builder().heads(heads).preprocessing(input).seed(SEED).build(),
            Torch.device(Device.parse(device)));
    table = Drawings.table(heads, BATCH, WIDTH, HEIGHT);
    workers = new Workers(Runtime.getRuntime().availableProcessors());
    int values = InputImage.values(input);
    TrainingConfig settings = settings(heads);
    cache = new ItemCache(BATCH, values, CacheRoom.of(settings.data().imageCache()));
    DatasetReader reader = reader();
    MultiHeadLoss loss = new MultiHeadLoss(settings.loss(), network);
    inputs =
        new PixelPipeline(
            network,
            loss,
            new BatchLoader(workers, BATCH, values),
            reader.images(cache),
            BATCH,
            settings.data().augmentation());
    step = new TrainingStep(network, settings, loss);
    images = read(reader);
    batch = batch();
  }

  /** A batch that stays as it is. */
  private Batch batch() throws InterruptedException {
    List<Batch> copies = new ArrayList<>();
    inputs.shuffled(
        images,
        SEED,
        0,
        full -> {
          ByteBuffer pixels = Networks.memory(full.pixels().capacity());
          pixels.put(0, full.pixels(), 0, pixels.capacity());
          return copies.add(new Batch(pixels, full.targets(), full.slots()));
        });
    return copies.get(0);
  }

  private static TrainingConfig settings(List<HeadSpec> heads) {
    TrainingConfig.Builder settings = TrainingConfig.builder(heads);
    settings.epochs().count(1);
    settings
        .data()
        .batchSize(BATCH)
        .workers(1)
        .imageCache(ImageCache.standard().memory(1 << 30).disk(0));
    return settings.build();
  }

  private DatasetReader reader() {
    DatasetReader reader =
        new DatasetReader(network.layout(), network.config().preprocessing(), false);
    reader.add("train", table);
    return reader;
  }

  /** Decodes all images into the cache. */
  private Dataset read(DatasetReader reader) throws InterruptedException {
    reader.decode(cache, workers, done -> {});
    return reader.finish().get(0);
  }

  /** Forward, backward, update, on a batch that is ready. */
  @Benchmark
  public float step() {
    return step.run(inputs, batch, 1);
  }

  /** The first epoch's input: decode, resize, augment, batch. */
  @Benchmark
  public void decodeAndAugment(Blackhole batches) throws InterruptedException {
    pass(read(reader()), batches);
  }

  /** A later epoch's input: augment, batch. */
  @Benchmark
  public void augment(Blackhole batches) throws InterruptedException {
    pass(images, batches);
  }

  private void pass(Dataset data, Blackhole batches) throws InterruptedException {
    inputs.shuffled(
        data,
        SEED,
        0,
        full -> {
          batches.consume(full.pixels().getFloat(0));
          return true;
        });
  }

  /** Frees the network and ends the workers. */
  @TearDown
  public void close() {
    step.close();
    workers.close();
    cache.close();
    network.close();
  }
}
