import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends a photo at a constant rate, whether answers come or not, and tells what came of it. A
 * latency counts from when its request was due, so that a late sender hides nothing.
 *
 * <pre>java OpenLoop.java URL PHOTO REQUESTS_PER_SECOND SECONDS</pre>
 */
final class OpenLoop {
  private static final long SECOND = Duration.ofSeconds(1).toNanos();

  public static void main(String[] args) throws Exception {
    byte[] photo = Files.readAllBytes(Path.of(args[1]));
    double rate = Double.parseDouble(args[2]);
    int count = (int) (rate * Double.parseDouble(args[3]));
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(args[0]))
            .timeout(Duration.ofSeconds(30))
            .POST(BodyPublishers.ofByteArray(photo))
            .build();
    HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    Map<String, LongAdder> statuses = new ConcurrentSkipListMap<>();
    ConcurrentLinkedQueue<Long> accepted = new ConcurrentLinkedQueue<>();
    ConcurrentLinkedQueue<Long> refused = new ConcurrentLinkedQueue<>();
    CountDownLatch rest = new CountDownLatch(count);
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      long due = begin + (long) (i / rate * SECOND);
      for (long now = System.nanoTime(); now < due; now = System.nanoTime()) {
        LockSupport.parkNanos(due - now);
      }
      client
          .sendAsync(request, BodyHandlers.discarding())
          .whenComplete(
              (answer, failure) -> {
                String status =
                    failure == null ? String.valueOf(answer.statusCode()) : failure.toString();
                statuses.computeIfAbsent(status, any -> new LongAdder()).increment();
                if (failure == null) {
                  (answer.statusCode() == 200 ? accepted : refused).add(System.nanoTime() - due);
                }
                rest.countDown();
              });
    }
    rest.await();
    double seconds = (System.nanoTime() - begin) / (double) SECOND;
    System.out.printf("%d requests in %.1f s: %s%n", count, seconds, statuses);
    System.out.printf("answered %.1f a second%n", accepted.size() / seconds);
    print("200", accepted);
    print("others", refused);
  }

  private static void print(String name, ConcurrentLinkedQueue<Long> nanos) {
    long[] sorted = nanos.stream().mapToLong(Long::longValue).sorted().toArray();
    if (sorted.length > 0) {
      System.out.printf(
          "%s: p50 %.0f ms, p99 %.0f ms, p99.9 %.0f ms, most %.0f ms%n",
          name, at(sorted, 0.5), at(sorted, 0.99), at(sorted, 0.999), at(sorted, 1));
    }
  }

  private static double at(long[] sorted, double share) {
    return sorted[(int) Math.ceil(share * sorted.length) - 1] / 1e6;
  }
}
