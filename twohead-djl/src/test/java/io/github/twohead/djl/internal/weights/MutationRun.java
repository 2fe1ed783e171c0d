package io.github.twohead.djl.internal.weights;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.convolutional.Conv2d;
import com.google.common.hash.Hashing;
import io.github.twohead.Device;
import io.github.twohead.HeadSpec;
import io.github.twohead.Preprocessing;
import io.github.twohead.Provenance;
import io.github.twohead.TwoheadException;
import io.github.twohead.djl.DjlBackbone;
import io.github.twohead.djl.internal.bundle.Bundle;
import io.github.twohead.djl.internal.nn.Network;
import io.github.twohead.djl.internal.pretrained.WeightsFile;
import io.github.twohead.djl.internal.torch.Torch;
import io.github.twohead.spi.ModelConfig;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

/**
 * Damages files of weights of every kind, and checks that each is read or refused with a {@link
 * TwoheadException}, within a second; and within the heap that the JVM is given:
 *
 * <pre>{@code java -Xmx256m -cp … io.github.twohead.djl.internal.weights.MutationRun 10000 1}</pre>
 *
 * <p>File number i is damaged with the seed plus i, so that a count of 1 with the seed of a
 * violation repeats it.
 */
final class MutationRun {
  private static final long LIMIT_MILLIS = 1000;
  private static final long HANGS_MILLIS = 30_000;

  private final Path folder;
  private final PrintStream out;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread daemon = new Thread(task, "mutations");
            daemon.setDaemon(true);
            return daemon;
          });
  private int violations;

  private MutationRun(Path folder, PrintStream out) {
    this.folder = folder;
    this.out = out;
  }

  /**
   * A kind of file.
   *
   * @param finish what is done to a damaged file before it is read
   */
  private record Kind(
      String name, byte[] original, UnaryOperator<byte[]> finish, Consumer<Path> reader) {
    static Kind weights(String name, String fixture) {
      byte[] original = TestWeights.fixture(fixture);
      return new Kind(name, original, UnaryOperator.identity(), WeightsFile::read);
    }
  }

  /** Takes the count of damaged files of each kind, and the first seed. */
  public static void main(String[] args) throws Exception {
    Path folder = Files.createTempDirectory("mutations");
    int violations = run(folder, Integer.parseInt(args[0]), Long.parseLong(args[1]), System.out);
    System.exit(violations == 0 ? 0 : 1);
  }

  /** Returns the number of violations. */
  static int run(Path folder, int count, long seed, PrintStream out) throws Exception {
    MutationRun run = new MutationRun(folder, out);
    byte[] bundle = bundle(folder.resolve("model.twohead"));
    List<Kind> kinds =
        List.of(
            Kind.weights("legacy pth", "mixed-legacy.pth"),
            Kind.weights("zip pth", "mixed-zip.pth"),
            Kind.weights("zip pth without checksums", "no-checksums.pth"),
            Kind.weights("deflated zip pth", "cuda-deflated.pth"),
            Kind.weights("checkpoint pth", "wrapped-legacy.pth"),
            Kind.weights("training script's pth", "script-legacy.pth"),
            Kind.weights("pth with plain values", "values-protocol5.pth"),
            Kind.weights("safetensors", "mixed.safetensors"),
            new Kind("bundle", bundle, UnaryOperator.identity(), Bundle::read),
            new Kind("bundle signed again", bundle, MutationRun::sign, Bundle::read));
    for (Kind kind : kinds) {
      run.damage(kind, count, seed);
    }
    run.thread.shutdown();
    return run.violations;
  }

  private static byte[] bundle(Path file) throws IOException {
    HeadSpec head = HeadSpec.builder("screen").width(2).build();
    Preprocessing input = Preprocessing.standard().size(32);
    DjlBackbone backbone = DjlBackbone.of("tiny", MutationRun::block);
    try (Network network =
        new Network(
            ModelConfig.builder()
                .backbone(backbone)
                .heads(List.of(head))
                .preprocessing(input)
                .seed(1)
                .build(),
            Torch.device(Device.cpu()))) {
      Bundle.save(network, Provenance.unknown(), file);
    }
    return Files.readAllBytes(file);
  }

  private static Block block() {
    return Conv2d.builder().setKernelShape(new Shape(3, 3)).setFilters(4).build();
  }

  /** Makes the digest right again, as an attacker would. */
  private static byte[] sign(byte[] content) {
    String key = "\"twohead.sha256\":\"";
    int place = new String(content, StandardCharsets.ISO_8859_1).indexOf(key) + key.length();
    if (place >= key.length() && place + 64 <= content.length) {
      put(content, place, "0".repeat(64));
      put(content, place, Hashing.sha256().hashBytes(content).toString());
    }
    return content;
  }

  private static void put(byte[] content, int place, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(bytes, 0, content, place, bytes.length);
  }

  private void damage(Kind kind, int count, long firstSeed) throws Exception {
    Path file = folder.resolve("damaged");
    int loaded = 0;
    long slowest = 0;
    for (long seed = firstSeed; seed < firstSeed + count; seed++) {
      Files.write(file, kind.finish().apply(Mutation.of(kind.original(), seed)));
      long start = System.nanoTime();
      loaded += isLoaded(kind, file, seed) ? 1 : 0;
      long millis = millisSince(start);
      if (millis > LIMIT_MILLIS) {
        // once more: the machine may have been busy
        start = System.nanoTime();
        isLoaded(kind, file, seed);
        millis = millisSince(start);
      }
      if (millis > LIMIT_MILLIS) {
        violation(kind, seed, "it took " + millis + " ms");
      }
      slowest = Math.max(slowest, millis);
    }
    out.printf(
        "%-26s %6d bytes: %6d loaded, %6d refused, slowest %d ms%n",
        kind.name(), kind.original().length, loaded, count - loaded, slowest);
  }

  private boolean isLoaded(Kind kind, Path file, long seed) throws Exception {
    Future<Throwable> outcome = thread.submit(() -> outcome(kind, file));
    Throwable thrown = outcome.get(HANGS_MILLIS, TimeUnit.MILLISECONDS);
    if (thrown != null && !(thrown instanceof TwoheadException)) {
      violation(kind, seed, thrown.toString());
      thrown.printStackTrace(out);
    }
    return thrown == null;
  }

  private static Throwable outcome(Kind kind, Path file) {
    try {
      kind.reader().accept(file);
      return null;
    } catch (Throwable e) {
      return e;
    }
  }

  private void violation(Kind kind, long seed, String what) {
    violations++;
    out.println("VIOLATION: " + kind.name() + " with seed " + seed + ": " + what);
  }

  private static long millisSince(long nanos) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - nanos);
  }
}
