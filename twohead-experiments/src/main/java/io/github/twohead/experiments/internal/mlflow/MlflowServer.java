package io.github.twohead.experiments.internal.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A tracking server of MLflow, spoken to over HTTP. Every call ends within a minute, whatever the
 * server does. Thread-safe.
 *
 * <p>Source: <a href="https://mlflow.org/docs/latest/rest-api.html">MLflow's REST API 2.0</a>.
 */
final class MlflowServer {
  private static final Duration CONNECT = Duration.ofSeconds(5);
  private static final Duration ANSWER = Duration.ofSeconds(10);
  private static final Duration UPLOAD = Duration.ofSeconds(60);
  private static final String API = "api/2.0/mlflow/";

  /** What of an answer may go into a log. */
  private static final int QUOTED = 200;

  /** Where a run's files go through the server: {@code mlflow-artifacts:/1/2ab3/artifacts}. */
  private static final Pattern THROUGH_SERVER =
      Pattern.compile("mlflow-artifacts:(?://[^/]*)?/+(.*?)/*");

  private static final int TOO_MANY_REQUESTS = 429;

  /** Of version 1.1: MLflow's servers know no other, and warn of each offer of one. */
  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT).build();

  private final URI address;
  private final Credentials credentials;

  /** A run on the server, and where its files go. */
  record Run(String id, String artifacts) {}

  /** The server says no, and would say so again. */
  static final class Refusal extends IOException {
    private static final long serialVersionUID = 1;

    Refusal(String message) {
      super(message);
    }
  }

  /** The server cannot, and may be able to later. */
  static final class Trouble extends IOException {
    private static final long serialVersionUID = 1;

    Trouble(String message) {
      super(message);
    }
  }

  /**
   * Names a server; nothing is sent.
   *
   * @param address its address; {@code user:password@} in it is taken for the credentials
   * @param environment gives the token, or user and password, by MLflow's names
   * @throws IllegalArgumentException if it is no address of a server, or a credential no text for a
   *     header
   */
  MlflowServer(String address, Function<String, @Nullable String> environment) {
    URI uri = uri(address);
    String path = uri.getPath().endsWith("/") ? uri.getPath() : uri.getPath() + "/";
    this.address = URI.create(uri.getScheme() + "://" + host(uri)).resolve(path);
    credentials = Credentials.of(Optional.ofNullable(uri.getUserInfo()), environment);
  }

  private static URI uri(String address) {
    try {
      URI uri = URI.create(address.strip());
      if (uri.getHost() != null
          && ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))) {
        return uri;
      }
    } catch (IllegalArgumentException e) { // its message may quote a password
    }
    throw new IllegalArgumentException(
        "mlflow takes the address of a server, such as http://localhost:5000, in its option uri or"
            + " in MLFLOW_TRACKING_URI; what stands there is none, as it does not begin with"
            + " http:// or https:// and a host");
  }

  private static String host(URI uri) {
    return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  /**
   * Returns the id of an experiment, which is made where there is none of the name.
   *
   * @param name its name
   * @return the id
   * @throws IOException if it does not say; {@link Refusal} where asking again does not help
   */
  String experiment(String name) throws IOException, InterruptedException {
    String query =
        API + "experiments/get-by-name?experiment_name=" + URLEncoder.encode(name, UTF_8);
    HttpResponse<String> found = answer(request(query, ANSWER).GET().build(), ANSWER);
    if (found.statusCode() == 404) {
      JsonObject wanted = new JsonObject();
      wanted.addProperty("name", name);
      HttpResponse<String> made = answer(json("experiments/create", wanted), ANSWER);
      if (!made.body().contains("RESOURCE_ALREADY_EXISTS")) { // by another run meanwhile
        return text(object(checked(made)), "experiment_id");
      }
      found = answer(request(query, ANSWER).GET().build(), ANSWER);
    }
    return text(child(object(checked(found)), "experiment"), "experiment_id");
  }

  /**
   * Starts a run.
   *
   * @param wanted the fields of {@code runs/create}
   * @return the run
   * @throws IOException if the server does not make it
   */
  Run start(JsonObject wanted) throws IOException, InterruptedException {
    JsonObject info = child(child(post("runs/create", wanted), "run"), "info");
    return new Run(text(info, "run_id"), text(info, "artifact_uri"));
  }

  /**
   * Calls a method of the API.
   *
   * @param method such as {@code runs/log-batch}
   * @param fields its fields
   * @return its answer
   * @throws IOException if it does not say that it was done; {@link Refusal} where repeating it
   *     does not help
   */
  JsonObject post(String method, JsonObject fields) throws IOException, InterruptedException {
    return object(checked(answer(json(method, fields), ANSWER)));
  }

  /**
   * Stores a file with a run, through the server.
   *
   * @param run the run
   * @param path relative, with slashes
   * @param content the file
   * @throws IOException if it was not stored
   */
  void upload(Run run, String path, BodyPublisher content)
      throws IOException, InterruptedException {
    Matcher store = THROUGH_SERVER.matcher(run.artifacts());
    if (!store.matches()) {
      throw new Refusal(
          "keeps files where it does not take them itself, in "
              + quoted(run.artifacts())
              + ", so none is stored: start it with a destination of artifacts");
    }
    String where = store.group(1) + "/" + path;
    String escaped =
        Arrays.stream(where.split("/"))
            .map(part -> URLEncoder.encode(part, UTF_8).replace("+", "%20"))
            .collect(Collectors.joining("/"));
    checked(
        answer(
            request("api/2.0/mlflow-artifacts/artifacts/" + escaped, UPLOAD).PUT(content).build(),
            UPLOAD));
  }

  private HttpRequest json(String method, JsonObject fields) {
    return request(API + method, ANSWER)
        .header("Content-Type", "application/json")
        .POST(BodyPublishers.ofString(fields.toString()))
        .build();
  }

  private HttpRequest.Builder request(String path, Duration limit) {
    HttpRequest.Builder request = HttpRequest.newBuilder(address.resolve(path)).timeout(limit);
    credentials.header().ifPresent(value -> request.header("Authorization", value));
    return request;
  }

  /** Sends a request; unlike its own timeout, the limit holds for the answer's body too. */
  private HttpResponse<String> answer(HttpRequest request, Duration limit)
      throws IOException, InterruptedException {
    CompletableFuture<HttpResponse<String>> answer =
        client.sendAsync(request, about -> new ShortBody());
    try {
      return answer.get(limit.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException("does not answer within " + limit.toSeconds() + " s", e);
    } catch (ExecutionException e) {
      throw new IOException("cannot be reached: " + quoted(String.valueOf(e.getCause())), e);
    } finally {
      answer.cancel(true);
    }
  }

  private HttpResponse<String> checked(HttpResponse<String> answer) throws IOException {
    int status = answer.statusCode();
    if (status / 100 == 2) {
      return answer;
    }
    String message = "answers " + status + ": " + quoted(answer.body());
    throw status >= 500 || status == TOO_MANY_REQUESTS
        ? new Trouble(message)
        : new Refusal(message);
  }

  private JsonObject object(HttpResponse<String> answer) throws Refusal {
    try {
      return JsonParser.parseString(answer.body().isBlank() ? "{}" : answer.body())
          .getAsJsonObject();
    } catch (JsonParseException | IllegalStateException e) {
      throw new Refusal("does not answer as MLflow does: " + quoted(answer.body()));
    }
  }

  private JsonObject child(JsonObject parent, String name) throws Refusal {
    if (parent.get(name) instanceof JsonObject child) {
      return child;
    }
    throw new Refusal(
        "does not answer as MLflow does: no " + name + " in " + quoted(parent.toString()));
  }

  private String text(JsonObject parent, String name) throws Refusal {
    JsonElement text = parent.get(name);
    if (text != null && text.isJsonPrimitive()) {
      return text.getAsString();
    }
    throw new Refusal(
        "does not answer as MLflow does: no " + name + " in " + quoted(parent.toString()));
  }

  /** One line of an answer, without a credential that it may repeat. */
  private String quoted(String answer) {
    String line = credentials.masked(answer).replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
    return line.length() <= QUOTED ? line : line.substring(0, QUOTED) + "…";
  }

  /** {@return the address, without credentials} */
  @Override
  public String toString() {
    return address.toString();
  }
}
