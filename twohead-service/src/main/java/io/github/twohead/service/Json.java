package io.github.twohead.service;

import com.google.gson.Gson;
import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import io.github.twohead.HeadPrediction;
import io.github.twohead.Prediction;
import io.github.twohead.PredictionOutcome;
import java.util.List;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/** Answers as JSON, named as the lines of {@code predict --out FILE.jsonl} name them. */
final class Json {
  private static final Gson GSON = new Gson();
  private static final String RETRY_SECONDS = "1";

  private Json() {}

  /** {@code {"heads": {"screen": {"probability": 0.98, …}}}}, or what is wrong with the image. */
  static JsonObject of(PredictionOutcome outcome) {
    JsonObject json = new JsonObject();
    outcome.prediction().ifPresent(answer -> json.add("heads", heads(answer)));
    outcome.error().ifPresent(e -> json.addProperty("error", e.getMessage()));
    return json;
  }

  /** {@code {"images": [{"path": "a.jpg", "heads": …}, {"path": "b.jpg", "error": "…"}]}}. */
  static JsonObject of(List<PredictionOutcome> outcomes) {
    JsonArray images = new JsonArray();
    for (PredictionOutcome outcome : outcomes) {
      JsonObject image = new JsonObject();
      image.addProperty("path", outcome.source().name());
      of(outcome).asMap().forEach(image::add);
      images.add(image);
    }
    JsonObject json = new JsonObject();
    json.add("images", images);
    return json;
  }

  private static JsonObject heads(Prediction prediction) {
    JsonObject heads = new JsonObject();
    prediction.heads().forEach(answer -> heads.add(answer.head().name(), of(answer)));
    return heads;
  }

  private static JsonObject of(HeadPrediction answer) {
    JsonObject json = new JsonObject();
    if (answer.head().isCategorical()) {
      json.add("probabilities", GSON.toJsonTree(answer.probabilities()));
      json.addProperty("decision", answer.category());
    } else {
      json.addProperty("probability", answer.probability());
      json.addProperty("threshold", answer.threshold());
      json.addProperty("decision", answer.positive());
    }
    return json;
  }

  /** {@code {"status": "…"}}. */
  static JsonObject status(String status) {
    JsonObject json = new JsonObject();
    json.addProperty("status", status);
    return json;
  }

  /** Writes an answer and ends the request. */
  static void write(JsonElement json, int status, Response response, Callback callback) {
    response.setStatus(status);
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.getHeaders().put(HttpHeader.CACHE_CONTROL, "no-store");
    Content.Sink.write(response, true, GSON.toJson(json), callback);
  }

  /** Writes {@code {"error": "…"}} and ends the request. */
  static void writeError(String error, int status, Response response, Callback callback) {
    if (status == HttpStatus.SERVICE_UNAVAILABLE_503) {
      response.getHeaders().put(HttpHeader.RETRY_AFTER, RETRY_SECONDS);
    }
    JsonObject json = new JsonObject();
    json.addProperty("error", error);
    write(json, status, response, callback);
  }
}
