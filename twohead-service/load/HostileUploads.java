import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;
import javax.imageio.ImageIO;

/**
 * Sends what nobody should send, many at a time, beside one good client, every answer to whom must
 * be as the first one was, and in time. Exits with 1 if one is not, or if it is refused.
 *
 * <pre>java HostileUploads.java URL PHOTO [UPLOADS [SENDERS [SECONDS_TO_ANSWER]]]</pre>
 */
final class HostileUploads {
  private static final String FORM = "Content-Type: multipart/form-data; boundary=";
  private static final String BUSY = "503";
  private static final int MOST_TRIES = 100;
  private static final int SLOW_BYTES = 20;

  private final URI address;
  private final byte[] photo;
  private final Map<String, Map<String, LongAdder>> statuses = new ConcurrentSkipListMap<>();
  private final List<Kind> kinds = new ArrayList<>();

  /** How one sort of upload is sent. */
  private interface Sender {
    void send(Socket socket, Random random) throws IOException;
  }

  private record Kind(String name, Sender sender) {}

  private HostileUploads(URI address, byte[] photo) throws IOException {
    this.address = address;
    this.photo = photo;
    addImages();
    addRequests();
  }

  private void addImages() throws IOException {
    byte[] png = written("png");
    byte[] gif = written("gif");
    byte[] webp = bytes("RIFF\0\1\0\0WEBPVP8 \0\1\0\0");
    kinds.add(new Kind("JPEG cut off", (to, random) -> post(to, cut(photo, random))));
    kinds.add(new Kind("PNG cut off", (to, random) -> post(to, cut(png, random))));
    kinds.add(new Kind("GIF cut off", (to, random) -> post(to, cut(gif, random))));
    kinds.add(new Kind("WebP cut off", (to, random) -> post(to, noise(webp, 256, random))));
    kinds.add(new Kind("JPEG with noise", (to, random) -> post(to, spoilt(photo, random))));
    kinds.add(new Kind("PNG with noise", (to, random) -> post(to, spoilt(png, random))));
    byte[] huge = bomb(60_000, 60_000, 1000);
    kinds.add(new Kind("PNG of 3.6 gigapixels", (to, random) -> post(to, huge)));
    byte[] large = bomb(9_000, 9_000, 9_000);
    kinds.add(new Kind("PNG of 81 megapixels", (to, random) -> post(to, large)));
    byte[] allowed = bomb(4_990, 4_990, 4_990);
    kinds.add(new Kind("PNG of 25 megapixels", (to, random) -> post(to, allowed)));
    byte[] sixteen = form(bomb(7_000, 7_000, 7_000), 16);
    kinds.add(new Kind("16 PNGs of 49 megapixels", (to, random) -> post(to, FORM + "b", sixteen)));
    byte[] sharing = form(bomb(1_240, 1_240, 1_240), 16);
    kinds.add(new Kind("16 PNGs of 25 together", (to, random) -> post(to, FORM + "b", sharing)));
    byte[] screen = gif.clone();
    Arrays.fill(screen, 6, 10, (byte) 0xff);
    kinds.add(new Kind("GIF on a large screen", (to, random) -> post(to, screen)));
    kinds.add(new Kind("no image", (to, random) -> post(to, noise(new byte[0], 5000, random))));
    kinds.add(new Kind("HTML", (to, random) -> post(to, bytes("<html>no photo</html>"))));
    kinds.add(new Kind("empty", (to, random) -> post(to, new byte[0])));
  }

  private void addRequests() {
    kinds.add(new Kind("no length", (to, random) -> write(to, "POST /predict HTTP/1.1\r\nHost: localhost\r\n\r\n")));
    kinds.add(new Kind("length of 1 TB", (to, random) -> head(to, "Content-Length: 1000000000000")));
    kinds.add(new Kind("length below 0", (to, random) -> head(to, "Content-Length: -5")));
    kinds.add(new Kind("two lengths", (to, random) -> head(to, "Content-Length: 5\r\nContent-Length: 6")));
    kinds.add(new Kind("bad chunks", (to, random) -> head(to, "Transfer-Encoding: chunked\r\n\r\nzz\r\nabc")));
    kinds.add(new Kind("huge header", (to, random) -> head(to, "X: " + "x".repeat(100_000))));
    kinds.add(new Kind("many headers", (to, random) -> head(to, "X: x\r\n".repeat(5_000) + "Y: y")));
    kinds.add(new Kind("no HTTP", (to, random) -> to.getOutputStream().write(noise(bytes("\r\n\r\n"), 500, random))));
    kinds.add(new Kind("other boundary", (to, random) -> post(to, FORM + "b", bytes("--c\r\n\r\nx\r\n--c--"))));
    kinds.add(new Kind("no boundary", (to, random) -> post(to, FORM, photo)));
    kinds.add(new Kind("form not ended", (to, random) -> post(to, FORM + "b", bytes("--b\r\nContent-Disposition: form-data; name=\"a\"; filename=\"a\"\r\n\r\nx"))));
    kinds.add(new Kind("1,000 fields", (to, random) -> post(to, FORM + "b", bytes("--b\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\nx\r\n".repeat(1000) + "--b--"))));
    kinds.add(new Kind("gone in the middle", (to, random) -> leave(to)));
    kinds.add(new Kind("slow", (to, random) -> drip(to, "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5000\r\n\r\n")));
    kinds.add(new Kind("slow head", (to, random) -> drip(to, "GET / HTTP/1.1\r\nX: ")));
  }

  /** Sends a byte now and then, and then no more. */
  private static void drip(Socket to, String begin) throws IOException {
    write(to, begin);
    for (int i = 0; i < SLOW_BYTES; i++) {
      write(to, "x");
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(50));
    }
    to.close();
  }

  private void leave(Socket to) throws IOException {
    write(to, "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + photo.length + "\r\n\r\n");
    to.getOutputStream().write(photo, 0, photo.length / 2);
    to.setSoLinger(true, 0); // a reset
    to.close();
  }

  private static byte[] written(String format) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ImageIO.write(new BufferedImage(640, 480, BufferedImage.TYPE_INT_RGB), format, out);
    return out.toByteArray();
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.ISO_8859_1);
  }

  private static byte[] cut(byte[] whole, Random random) {
    return Arrays.copyOf(whole, 1 + random.nextInt(whole.length / 2));
  }

  private static byte[] noise(byte[] start, int length, Random random) {
    byte[] noise = new byte[length];
    random.nextBytes(noise);
    System.arraycopy(start, 0, noise, 0, start.length);
    return noise;
  }

  private static byte[] spoilt(byte[] whole, Random random) {
    byte[] spoilt = whole.clone();
    for (int i = 0; i < 50; i++) {
      spoilt[random.nextInt(spoilt.length)] = (byte) random.nextInt();
    }
    return spoilt;
  }

  /** A black PNG that says it has so many pixels, of whose rows some are there. */
  private static byte[] bomb(int width, int height, int rows) throws IOException {
    ByteArrayOutputStream compressed = new ByteArrayOutputStream();
    try (OutputStream pixels = new DeflaterOutputStream(compressed)) {
      for (int i = 0; i < rows; i++) {
        pixels.write(new byte[1 + 3 * width]);
      }
    }
    ByteArrayOutputStream png = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(png);
    out.writeLong(0x89504E470D0A1A0AL);
    ByteArrayOutputStream header = new ByteArrayOutputStream();
    DataOutputStream sizes = new DataOutputStream(header);
    sizes.writeInt(width);
    sizes.writeInt(height);
    sizes.write(new byte[] {8, 2, 0, 0, 0});
    chunk(out, "IHDR", header.toByteArray());
    chunk(out, "IDAT", compressed.toByteArray());
    chunk(out, "IEND", new byte[0]);
    return png.toByteArray();
  }

  private static byte[] form(byte[] file, int times) {
    String part = "--b\r\nContent-Disposition: form-data; name=a; filename=a\r\n\r\n";
    String content = new String(file, StandardCharsets.ISO_8859_1);
    return bytes((part + content + "\r\n").repeat(times) + "--b--");
  }

  private static void chunk(DataOutputStream out, String type, byte[] content) throws IOException {
    CRC32 check = new CRC32();
    check.update(bytes(type));
    check.update(content);
    out.writeInt(content.length);
    out.write(bytes(type));
    out.write(content);
    out.writeInt((int) check.getValue());
  }

  private static void write(Socket to, String text) throws IOException {
    to.getOutputStream().write(bytes(text));
  }

  private static void head(Socket to, String headers) throws IOException {
    write(to, "POST /predict HTTP/1.1\r\nHost: localhost\r\n" + headers + "\r\n\r\n");
  }

  private static void post(Socket to, byte[] body) throws IOException {
    post(to, "Content-Type: image/jpeg", body);
  }

  private static void post(Socket to, String header, byte[] body) throws IOException {
    head(to, header + "\r\nContent-Length: " + body.length);
    to.getOutputStream().write(body);
  }

  /** Sends an upload until it is judged: what is refused for too much load is sent again. */
  private void send(Kind kind, Random random) {
    String status = send(kind.sender(), random);
    for (int i = 0; status.equals(BUSY) && i < MOST_TRIES; i++) {
      LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
      status = send(kind.sender(), random);
    }
    statuses
        .computeIfAbsent(kind.name(), any -> new ConcurrentSkipListMap<>())
        .computeIfAbsent(status, any -> new LongAdder())
        .increment();
  }

  private String send(Sender sender, Random random) {
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket.setSoTimeout(60_000);
      sender.send(socket, random);
      return socket.isClosed() ? "left" : status(socket.getInputStream());
    } catch (IOException e) {
      return "closed"; // before all was sent
    }
  }

  private static String status(InputStream in) throws IOException {
    String line = new String(in.readNBytes(12), StandardCharsets.ISO_8859_1);
    return line.startsWith("HTTP/1.1 ") ? line.substring(9) : "closed";
  }

  private HttpResponse<String> predict(HttpClient client) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(address)
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofByteArray(photo))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpClient client() {
    return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  /** Asks on and on while others are hostile; returns what is wrong with the answers. */
  private List<String> ask(String right, ExecutorService hostile, double bound) throws Exception {
    HttpClient client = client();
    List<Long> nanos = new ArrayList<>();
    List<String> wrong = new ArrayList<>();
    int refused = 0;
    while (!hostile.isTerminated()) {
      long begin = System.nanoTime();
      HttpResponse<String> answer = predict(client);
      nanos.add(System.nanoTime() - begin);
      double took = nanos.get(nanos.size() - 1) / 1e9;
      if (answer.statusCode() != 200 || !answer.body().equals(right)) {
        refused += answer.statusCode() == 503 ? 1 : 0;
        wrong.add(answer.statusCode() + " " + answer.body());
      } else if (took > bound) {
        wrong.add(String.format("200 after %.2f s", took));
      }
    }
    nanos.sort(null);
    System.out.printf(
        "good client: %d requests, %d refused, %d wrong or late; p50 %.0f ms, p99 %.0f ms, most %.0f ms%n",
        nanos.size(), refused, wrong.size() - refused, at(nanos, 0.5), at(nanos, 0.99), at(nanos, 1));
    return wrong;
  }

  private static double at(List<Long> sorted, double share) {
    return sorted.get((int) Math.ceil(share * sorted.size()) - 1) / 1e6;
  }

  public static void main(String[] args) throws Exception {
    HostileUploads all =
        new HostileUploads(URI.create(args[0]), Files.readAllBytes(Path.of(args[1])));
    int uploads = args.length > 2 ? Integer.parseInt(args[2]) : 10_000;
    int senders = args.length > 3 ? Integer.parseInt(args[3]) : 8;
    double bound = args.length > 4 ? Double.parseDouble(args[4]) : 2;
    String right = all.predict(client()).body();
    ExecutorService hostile = Executors.newFixedThreadPool(senders);
    for (int i = 0; i < uploads; i++) {
      Random random = new Random(i);
      Kind kind = all.kinds.get(i % all.kinds.size());
      hostile.execute(() -> all.send(kind, random));
    }
    hostile.shutdown();
    List<String> wrong = all.ask(right, hostile, bound);
    all.statuses.forEach((kind, each) -> System.out.printf("%-26s %s%n", kind, each));
    wrong.stream().distinct().limit(10).forEach(System.out::println);
    System.exit(wrong.isEmpty() ? 0 : 1);
  }
}
