package io.github.twohead.service;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import io.github.twohead.MultiHeadPredictor;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;

/**
 * A service in this JVM, with a model of a categorical head, {@code shade}, and a binary one,
 * {@code red}. Its model can be held, so that requests wait.
 */
final class RunningService implements AutoCloseable {
  static final Path MODEL =
      Path.of(
          "../twohead-djl/src/test/resources/io/github/twohead/djl/internal/bundle",
          "release-0.1.0-shades.onnx");

  static final String BOUNDARY = "----two-heads";

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

  final MultiHeadPredictor predictor;
  final PredictionServer server;
  private volatile CountDownLatch held = new CountDownLatch(0);

  private RunningService(Consumer<Limits> change) throws Exception {
    Limits limits = new Limits();
    limits.latency = Duration.ofMinutes(1); // no test depends on how fast this machine is
    change.accept(limits);
    predictor = MultiHeadPredictor.builder().executor(this::whenFree).open(MODEL);
    server = new PredictionServer(predictor, "127.0.0.1", 0, limits);
  }

  static RunningService start() throws Exception {
    return start(limits -> {});
  }

  static RunningService start(Consumer<Limits> change) throws Exception {
    return new RunningService(change);
  }

  private void whenFree(Runnable task) {
    try {
      held.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    task.run();
  }

  /** From now on the model answers nothing. */
  void hold() {
    held = new CountDownLatch(1);
  }

  void release() {
    held.countDown();
  }

  /** A JPEG of one colour. */
  static byte[] jpeg(Color color) {
    return image("jpg", 64, 48, color);
  }

  static byte[] image(String format, int width, int height, Color color) {
    BufferedImage image = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
    Graphics2D graphics = image.createGraphics();
    graphics.setColor(color);
    graphics.fillRect(0, 0, width, height);
    graphics.dispose();
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    try {
      ImageIO.write(image, format, out);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    return out.toByteArray();
  }

  HttpRequest.Builder request(String path) {
    URI address = server.address().resolve(path);
    return HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(60));
  }

  HttpResponse<String> send(HttpRequest.Builder request) throws Exception {
    return CLIENT.send(request.build(), BodyHandlers.ofString());
  }

  CompletableFuture<HttpResponse<String>> sendAsync(HttpRequest.Builder request) {
    return CLIENT.sendAsync(request.build(), BodyHandlers.ofString());
  }

  HttpResponse<String> get(String path) throws Exception {
    return send(request(path));
  }

  HttpRequest.Builder predict(byte[] image) {
    return request("/predict").POST(BodyPublishers.ofByteArray(image));
  }

  HttpRequest.Builder form(byte[]... files) {
    return request("/predict")
        .header("Content-Type", "multipart/form-data; boundary=" + BOUNDARY)
        .POST(parts(files));
  }

  private static BodyPublisher parts(byte[]... files) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (int i = 0; i < files.length; i++) {
      out.writeBytes(
          text(
              "--%s\r\nContent-Disposition: form-data; name=\"f\"; filename=\"%d.jpg\"\r\n\r\n"
                  .formatted(BOUNDARY, i)));
      out.writeBytes(files[i]);
      out.writeBytes(text("\r\n"));
    }
    out.writeBytes(text("--%s--\r\n".formatted(BOUNDARY)));
    return BodyPublishers.ofByteArray(out.toByteArray());
  }

  static byte[] text(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  /** A connection to which a request for a prediction is written as slowly as a test likes. */
  Socket open(int length) throws IOException {
    return open(server.address(), length);
  }

  /** The same with a further line of the request's head. */
  Socket open(int length, String header) throws IOException {
    Socket socket = connect(server.address());
    socket.getOutputStream().write(head(length, header));
    return socket;
  }

  /** A connection to which nothing is written. */
  Socket connect() throws IOException {
    return connect(server.address());
  }

  private static Socket connect(URI address) throws IOException {
    Socket socket = new Socket(address.getHost(), address.getPort());
    socket.setTcpNoDelay(true);
    socket.setSoTimeout(60_000);
    return socket;
  }

  static Socket open(URI address, int length) throws IOException {
    Socket socket = connect(address);
    socket.getOutputStream().write(head(length));
    return socket;
  }

  static byte[] head(int length) {
    return head(length, "");
  }

  private static byte[] head(int length, String header) {
    return text(
        "POST /predict HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n%s\r\n"
            .formatted(length, header));
  }

  /** The next line that comes. */
  static String statusLine(Socket socket) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = socket.getInputStream().read(); c != '\r'; c = socket.getInputStream().read()) {
      if (c < 0) {
        throw new EOFException("no more after: " + line);
      }
      line.append((char) c);
    }
    return line.toString();
  }

  /** A number of the metrics; 0 if it is not there. */
  double metric(String name) throws Exception {
    return metric(server.address(), name);
  }

  private static double metric(URI address, String name) throws Exception {
    HttpRequest scrape = HttpRequest.newBuilder(address.resolve("/metrics")).build();
    Matcher line =
        Pattern.compile("^" + Pattern.quote(name) + " (\\S+)$", Pattern.MULTILINE)
            .matcher(CLIENT.send(scrape, BodyHandlers.ofString()).body());
    return line.find() ? Double.parseDouble(line.group(1)) : 0;
  }

  /** Waits until a number of the metrics is this one. */
  void await(String name, double value) throws Exception {
    await(server.address(), name, value);
  }

  static void await(URI address, String name, double value) throws Exception {
    long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (metric(address, name) != value) {
      if (System.nanoTime() > end) {
        throw new AssertionError(name + " is " + metric(address, name) + ", not " + value);
      }
      Thread.onSpinWait();
    }
  }

  static JsonObject json(HttpResponse<String> response) {
    return JsonParser.parseString(response.body()).getAsJsonObject();
  }

  static String error(HttpResponse<String> response) {
    return json(response).get("error").getAsString();
  }

  @Override
  public void close() throws IOException {
    release();
    server.close();
    predictor.close();
  }
}
