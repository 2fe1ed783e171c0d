package io.github.twohead.service;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Drives headless Chromium over its DevTools protocol. */
final class Browser implements AutoCloseable {
  private static final Gson GSON = new Gson();
  private static final String LISTENING = "DevTools listening on ws://";

  private final Process process;
  private final WebSocket page;
  private final BlockingQueue<JsonObject> received = new LinkedBlockingQueue<>();
  private int calls;

  /** Where Chromium is installed. */
  static Optional<Path> installed() {
    return Stream.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
        .map(Path::of)
        .filter(Files::isExecutable)
        .findFirst();
  }

  /**
   * Starts it with an empty page.
   *
   * @param profile an empty folder for what it keeps
   */
  Browser(Path profile) throws Exception {
    process =
        new ProcessBuilder(
                installed().orElseThrow().toString(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-background-networking",
                "--disable-dev-shm-usage",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile.toAbsolutePath(),
                "about:blank")
            .redirectErrorStream(true)
            .start();
    HttpClient client = HttpClient.newHttpClient();
    String pages =
        client
            .send(
                HttpRequest.newBuilder(URI.create("http://" + awaitAddress() + "/json")).build(),
                BodyHandlers.ofString())
            .body();
    String address =
        JsonParser.parseString(pages)
            .getAsJsonArray()
            .get(0)
            .getAsJsonObject()
            .get("webSocketDebuggerUrl")
            .getAsString();
    page = client.newWebSocketBuilder().buildAsync(URI.create(address), new Messages()).join();
  }

  private String awaitAddress() throws IOException {
    BufferedReader lines = process.inputReader();
    for (String line = lines.readLine(); line != null; line = lines.readLine()) {
      if (line.startsWith(LISTENING)) {
        return line.substring(LISTENING.length()).split("/")[0];
      }
    }
    throw new IOException("the browser does not start");
  }

  /** Collects what comes in parts. */
  private final class Messages implements WebSocket.Listener {
    private final StringBuilder parts = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
      parts.append(text);
      if (last) {
        received.add(JsonParser.parseString(parts.toString()).getAsJsonObject());
        parts.setLength(0);
      }
      socket.request(1);
      return null;
    }
  }

  /** Calls a method of the protocol, and waits for what it returns. */
  JsonObject call(String method, Map<String, ?> parameters) throws Exception {
    int id = ++calls;
    page.sendText(GSON.toJson(Map.of("id", id, "method", method, "params", parameters)), true)
        .join();
    while (true) {
      JsonObject message = received.poll(60, TimeUnit.SECONDS);
      if (message == null || message.has("error")) {
        throw new IOException(method + ": " + message);
      }
      if (message.has("id") && message.get("id").getAsInt() == id) {
        return message.getAsJsonObject("result");
      }
    }
  }

  /** Returns what JavaScript evaluates to, once it is settled. */
  JsonElement evaluate(String script) throws Exception {
    JsonObject result =
        call(
            "Runtime.evaluate",
            Map.of("expression", script, "awaitPromise", true, "returnByValue", true));
    if (result.has("exceptionDetails")) {
      throw new AssertionError(result.get("exceptionDetails"));
    }
    return result.getAsJsonObject("result").get("value");
  }

  /** Waits until a condition in JavaScript holds. */
  void await(String condition) throws Exception {
    evaluate(
        "new Promise(done => { const look = () => "
            + condition
            + " ? done() : setTimeout(look, 10); look(); })");
  }

  String text(String selector) throws Exception {
    return evaluate("document.querySelector('" + selector + "').innerText").getAsString();
  }

  void open(URI address) throws Exception {
    call("Page.enable", Map.of());
    call("Page.navigate", Map.of("url", address.toString()));
    await("location.href == '" + address + "' && document.readyState == 'complete'");
  }

  /** Chooses a file as a visitor does. */
  void choose(String selector, Path file) throws Exception {
    int root = call("DOM.getDocument", Map.of()).getAsJsonObject("root").get("nodeId").getAsInt();
    int input =
        call("DOM.querySelector", Map.of("nodeId", root, "selector", selector))
            .get("nodeId")
            .getAsInt();
    call(
        "DOM.setFileInputFiles",
        Map.of("nodeId", input, "files", List.of(file.toAbsolutePath().toString())));
  }

  /** Sets the size of the window, and what the visitor prefers. */
  void look(int width, int height, boolean phone, String colors) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", phone));
    call("Emulation.setTouchEmulationEnabled", Map.of("enabled", phone));
    call(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", colors))));
  }

  void screenshot(Path file) throws Exception {
    String data =
        call("Page.captureScreenshot", Map.of("captureBeyondViewport", true))
            .get("data")
            .getAsString();
    Files.write(file, Base64.getDecoder().decode(data));
  }

  /** What of a page axe-core finds hard to use, a line each. */
  List<String> hardToUse() throws Exception {
    String path = "/axe.min.js";
    try (var source = Browser.class.getResourceAsStream(path)) {
      evaluate(new String(source.readAllBytes(), StandardCharsets.UTF_8) + "; true");
    }
    String script =
        "axe.run().then(r => r.violations.flatMap(v => v.nodes.map(n => v.id + ': ' + n.html)))";
    return evaluate(script).getAsJsonArray().asList().stream()
        .map(JsonElement::getAsString)
        .toList();
  }

  @Override
  public void close() {
    page.abort();
    process.destroy();
    process.onExit().join();
  }
}
