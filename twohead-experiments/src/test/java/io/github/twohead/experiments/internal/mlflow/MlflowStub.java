package io.github.twohead.experiments.internal.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * Answers as MLflow's documentation says that a tracking server does, and keeps what it was told.
 * It is not MLflow: that a real server takes the same was not tried.
 */
final class MlflowStub implements AutoCloseable {
  static final String RUN = "2ab3";

  final Map<String, JsonObject> experiments = new ConcurrentHashMap<>();
  final List<JsonObject> runs = new CopyOnWriteArrayList<>();
  final List<JsonObject> metrics = new CopyOnWriteArrayList<>();
  final Map<String, String> params = new ConcurrentHashMap<>();
  final Map<String, byte[]> artifacts = new ConcurrentHashMap<>();
  final List<JsonObject> updates = new CopyOnWriteArrayList<>();
  final List<String> requests = new CopyOnWriteArrayList<>();
  final List<String> authorizations = new CopyOnWriteArrayList<>();

  /** Answers in place of MLflow where it returns true. */
  interface Trouble {
    boolean answers(HttpExchange exchange) throws IOException;
  }

  volatile Trouble trouble = exchange -> false;

  private final Semaphore received = new Semaphore(0);
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final HttpServer server;

  MlflowStub() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/tracking/api/2.0/", this::handle);
    server.setExecutor(threads);
    server.start();
  }

  String address() {
    return "http://localhost:" + server.getAddress().getPort() + "/tracking";
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().replace("/tracking/api/2.0/", "");
      requests.add(exchange.getRequestMethod() + " " + path);
      if (exchange.getRequestHeaders().containsKey("Upgrade")) {
        answer(exchange, 400, "{\"message\": \"only HTTP 1.1\"}");
        return;
      }
      authorizations.addAll(
          exchange.getRequestHeaders().getOrDefault("Authorization", List.of("none")));
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (trouble.answers(exchange)) {
        return;
      }
      if (path.startsWith("mlflow-artifacts/artifacts/")) {
        artifacts.put(path.replace("mlflow-artifacts/artifacts/", ""), body);
        answer(exchange, 200, "{}");
      } else if (path.equals("mlflow/experiments/get-by-name")) {
        find(exchange);
      } else {
        post(exchange, path, JsonParser.parseString(new String(body, UTF_8)).getAsJsonObject());
      }
    }
  }

  private void find(HttpExchange exchange) throws IOException {
    JsonObject found = experiments.get(exchange.getRequestURI().getQuery().split("=")[1]);
    if (found == null) {
      answer(exchange, 404, "{\"error_code\": \"RESOURCE_DOES_NOT_EXIST\", \"message\": \"none\"}");
    } else {
      answer(exchange, 200, "{\"experiment\": " + found + "}");
    }
  }

  private void post(HttpExchange exchange, String path, JsonObject body) throws IOException {
    switch (path) {
      case "mlflow/experiments/create" -> {
        JsonObject made = new JsonObject();
        made.addProperty("experiment_id", "7");
        experiments.put(body.get("name").getAsString(), made);
        answer(exchange, 200, made.toString());
      }
      case "mlflow/runs/create" -> {
        runs.add(body);
        answer(
            exchange,
            200,
            "{\"run\": {\"info\": {\"run_id\": \"2ab3\","
                + " \"artifact_uri\": \"mlflow-artifacts:/7/2ab3/artifacts\"}}}");
      }
      case "mlflow/runs/log-batch" -> {
        array(body, "metrics").forEach(metric -> metrics.add(metric.getAsJsonObject()));
        received.release(array(body, "metrics").size());
        array(body, "params").forEach(this::keep);
        answer(exchange, 200, "{}");
      }
      case "mlflow/runs/update" -> {
        updates.add(body);
        answer(exchange, 200, "{\"run_info\": {}}");
      }
      default -> answer(exchange, 404, "{\"error_code\": \"ENDPOINT_NOT_FOUND\"}");
    }
  }

  /** Until so many more numbers were received. */
  void awaitMetrics(int count) throws InterruptedException {
    assertThat(received.tryAcquire(count, 30, TimeUnit.SECONDS)).isTrue();
  }

  private static JsonArray array(JsonObject body, String name) {
    return body.has(name) ? body.getAsJsonArray(name) : new JsonArray();
  }

  private void keep(JsonElement param) {
    JsonObject pair = param.getAsJsonObject();
    params.put(pair.get("key").getAsString(), pair.get("value").getAsString());
  }

  static void answer(HttpExchange exchange, int status, String text) throws IOException {
    byte[] bytes = text.getBytes(UTF_8);
    exchange.sendResponseHeaders(status, bytes.length);
    exchange.getResponseBody().write(bytes);
  }

  /** Every metric as {@code name@step}. */
  Map<String, String> curves() {
    Map<String, String> curves = new TreeMap<>();
    for (JsonObject metric : new ArrayList<>(metrics)) {
      String point = metric.get("key").getAsString() + "@" + metric.get("step").getAsLong();
      curves.put(point, metric.get("value").getAsString());
    }
    return curves;
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
