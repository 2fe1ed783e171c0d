import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Asks the service from four threads while its model is replaced, again and again, and while it is
 * ended.
 *
 * <p>Arguments: address, process, photo, the service's model file, the models that are put there in
 * turn.
 */
class Drive {
  private static final int RELOADS = 20;
  private static final Pattern RED = Pattern.compile("\"red\":(0\\.\\d+)");
  private static final HttpClient CLIENT = HttpClient.newHttpClient();
  private static String address;
  private static byte[] photo;

  public static void main(String[] args) throws Exception {
    address = args[0];
    photo = Files.readAllBytes(Path.of(args[2]));
    Path file = Path.of(args[3]);
    List<String> models = Arrays.asList(args).subList(4, args.length);
    Path threads = Path.of("/proc", args[1], "task");
    waitUntilItAnswers();

    List<Double> answers = new ArrayList<>();
    for (String model : models) {
      put(Path.of(model), file);
      answers.add(red());
    }
    System.out.println("the models answer " + answers);

    AtomicBoolean over = new AtomicBoolean();
    ExecutorService clients = Executors.newFixedThreadPool(4);
    List<Future<Integer>> asked =
        Stream.generate(() -> clients.submit(() -> ask(answers, over))).limit(4).toList();
    long before = 0;
    for (int i = 0; i < RELOADS; i++) {
      put(Path.of(models.get(i % models.size())), file);
      check(answers.get(i % models.size()) == red(), "after a reload another model answers");
      before = i == RELOADS / 4 ? count(threads) : before;
    }
    long after = count(threads);
    over.set(true);
    int requests = 0;
    for (Future<Integer> client : asked) {
      requests += client.get();
    }
    clients.shutdown();
    check(
        post("/predict", "no photo".getBytes()).statusCode() == 422,
        "what is no photo is not refused");
    check(after <= before + 4, "reloads leave threads: " + before + " became " + after);
    System.out.println(
        requests + " answers while the model was replaced " + RELOADS + " times, none wrong");
    System.out.println(
        "threads after " + RELOADS / 4 + " and all reloads: " + before + ", " + after);
    int last = askWhileItEnds(ProcessHandle.of(Long.parseLong(args[1])).orElseThrow(), answers);
    System.out.println(last + " answers while it ended, none wrong, none broken off");
  }

  /** Ends the service as soon as four clients ask it, who go on until they are refused. */
  private static int askWhileItEnds(ProcessHandle service, List<Double> answers) throws Exception {
    Semaphore answered = new Semaphore(0);
    ExecutorService clients = Executors.newFixedThreadPool(4);
    List<Future<Integer>> asked =
        Stream.generate(() -> clients.submit(() -> askToTheEnd(answers, answered))).limit(4).toList();
    check(answered.tryAcquire(40, 1, TimeUnit.MINUTES), "the clients got no answers");
    service.destroy(); // SIGTERM
    int requests = 0;
    for (Future<Integer> client : asked) {
      requests += client.get();
    }
    clients.shutdown();
    return requests;
  }

  private static int askToTheEnd(List<Double> answers, Semaphore answered) throws Exception {
    for (int requests = 0; ; requests++) {
      AtomicBoolean begun = new AtomicBoolean();
      try {
        HttpResponse<String> response =
            post(
                "/predict",
                photo,
                head -> {
                  begun.set(true);
                  return BodyHandlers.ofString().apply(head);
                });
        if (response.statusCode() == 503) {
          return requests;
        }
        check(answers.contains(red(response)), "no model answers " + response.body());
        answered.release();
      } catch (IOException e) {
        check(!begun.get(), "an answer broke off: " + e);
        return requests;
      }
    }
  }

  private static int ask(List<Double> answers, AtomicBoolean over) throws Exception {
    int requests = 0;
    for (; !over.get(); requests++) {
      double red = red();
      check(answers.contains(red), "no model answers " + red);
    }
    return requests;
  }

  private static void put(Path model, Path file) throws Exception {
    Path beside = file.resolveSibling("next");
    Files.copy(model, beside, StandardCopyOption.REPLACE_EXISTING);
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    HttpResponse<String> response = post("/reload", new byte[0]);
    check(response.statusCode() == 200, "reload: " + response.body());
  }

  private static double red() throws Exception {
    return red(post("/predict", photo));
  }

  private static double red(HttpResponse<String> response) {
    Matcher red = RED.matcher(response.body());
    check(response.statusCode() == 200 && red.find(), response + " " + response.body());
    return Double.parseDouble(red.group(1));
  }

  private static HttpResponse<String> post(String path, byte[] body)
      throws IOException, InterruptedException {
    return post(path, body, BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(String path, byte[] body, BodyHandler<String> handler)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(address + path))
            .header("Content-Type", "application/octet-stream")
            .POST(BodyPublishers.ofByteArray(body))
            .build();
    return CLIENT.send(request, handler);
  }

  private static void waitUntilItAnswers() throws Exception {
    for (int tries = 0; ; tries++) {
      try {
        red();
        return;
      } catch (ConnectException e) {
        check(tries < 300, "the service does not start");
        Thread.sleep(400);
      }
    }
  }

  private static long count(Path threads) throws IOException {
    if (!Files.exists(threads)) {
      return 0; // not Linux
    }
    try (Stream<Path> all = Files.list(threads)) {
      return all.count();
    }
  }

  private static void check(boolean right, String otherwise) {
    if (!right) {
      throw new IllegalStateException(otherwise);
    }
  }
}
