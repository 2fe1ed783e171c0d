package io.github.twohead.service;

import static io.github.twohead.service.RunningService.error;
import static io.github.twohead.service.RunningService.image;
import static io.github.twohead.service.RunningService.jpeg;
import static io.github.twohead.service.RunningService.json;
import static io.github.twohead.service.RunningService.text;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import io.github.twohead.Prediction;
import java.awt.Color;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class PredictTest {
  private static RunningService service;

  @BeforeAll
  static void start() throws Exception {
    service =
        RunningService.start(
            limits -> {
              limits.bytes = 100_000;
              limits.files = 3;
              limits.pixels = 1_000_000;
              limits.names = Set.of("photos.example");
            });
  }

  @AfterAll
  static void stop() throws Exception {
    service.close();
  }

  private static void assertAnswers(JsonObject heads, byte[] image) {
    Prediction plain = service.predictor.predict(image);
    JsonObject red = heads.getAsJsonObject("red");
    assertThat(red.keySet()).containsExactly("probability", "threshold", "decision");
    assertThat(red.get("probability").getAsDouble()).isEqualTo(plain.head("red").probability());
    assertThat(red.get("threshold").getAsDouble()).isEqualTo(plain.head("red").threshold());
    assertThat(red.get("decision").getAsBoolean()).isEqualTo(plain.head("red").positive());
    JsonObject shade = heads.getAsJsonObject("shade");
    assertThat(shade.get("decision").getAsString()).isEqualTo(plain.head("shade").category());
    plain
        .head("shade")
        .probabilities()
        .forEach(
            (category, probability) ->
                assertThat(shade.getAsJsonObject("probabilities").get(category).getAsDouble())
                    .isEqualTo(probability));
  }

  @Test
  void should_answer_as_the_plain_predictor_does() throws Exception {
    byte[] photo = jpeg(Color.RED);

    HttpResponse<String> answer = service.send(service.predict(photo));

    assertThat(answer.statusCode()).isEqualTo(200);
    assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/json");
    assertAnswers(json(answer).getAsJsonObject("heads"), photo);
  }

  @Test
  void should_read_an_upload_whose_length_nobody_said() throws Exception {
    byte[] photo = image("png", 300, 200, Color.BLUE);
    InputStream stream = new ByteArrayInputStream(photo);

    HttpResponse<String> answer =
        service.send(service.request("/predict").POST(BodyPublishers.ofInputStream(() -> stream)));

    assertAnswers(json(answer).getAsJsonObject("heads"), photo);
  }

  @Test
  void should_answer_for_each_file_of_a_form() throws Exception {
    byte[] red = jpeg(Color.RED);
    byte[] blue = jpeg(Color.BLUE);

    HttpResponse<String> answer = service.send(service.form(red, text("no photo"), blue));

    assertThat(answer.statusCode()).isEqualTo(200);
    JsonArray images = json(answer).getAsJsonArray("images");
    assertThat(images).hasSize(3);
    assertThat(images.get(0).getAsJsonObject().get("path").getAsString()).isEqualTo("0.jpg");
    assertAnswers(images.get(0).getAsJsonObject().getAsJsonObject("heads"), red);
    assertThat(images.get(1).getAsJsonObject().get("error").getAsString())
        .isEqualTo("1.jpg: it is not a JPEG, PNG, GIF, BMP or WebP image");
    assertAnswers(images.get(2).getAsJsonObject().getAsJsonObject("heads"), blue);
  }

  @Test
  void should_refuse_a_form_none_of_whose_files_is_an_image() throws Exception {
    HttpResponse<String> answer = service.send(service.form(text("no photo")));

    assertThat(answer.statusCode()).isEqualTo(415);
    assertThat(json(answer).getAsJsonArray("images")).hasSize(1);
  }

  @Test
  void should_say_why_an_image_cannot_be_read() throws Exception {
    byte[] whole = image("png", 300, 200, Color.RED);

    HttpResponse<String> other = service.send(service.predict(text("no photo")));
    HttpResponse<String> cut = service.send(service.predict(Arrays.copyOf(whole, 100)));

    assertThat(other.statusCode()).isEqualTo(415);
    assertThat(error(other))
        .isEqualTo("image of 8 bytes: it is not a JPEG, PNG, GIF, BMP or WebP image");
    assertThat(cut.statusCode()).isEqualTo(415);
    assertThat(error(cut)).startsWith("image of 100 bytes: ");
  }

  @Test
  void should_refuse_a_request_without_an_image() throws Exception {
    HttpResponse<String> empty = service.send(service.predict(new byte[0]));
    HttpResponse<String> noFiles = service.send(service.form());
    HttpResponse<String> noForm =
        service.send(
            service
                .predict(jpeg(Color.RED))
                .header("Content-Type", "multipart/form-data; boundary=other"));
    HttpResponse<String> noBoundary =
        service.send(
            service.predict(jpeg(Color.RED)).header("Content-Type", "multipart/form-data"));

    assertThat(empty.statusCode()).isEqualTo(400);
    assertThat(error(empty)).isEqualTo("there is no image in the request");
    assertThat(noFiles.statusCode()).isEqualTo(400);
    assertThat(noForm.statusCode()).isEqualTo(400);
    assertThat(error(noForm)).startsWith("the form cannot be read: ");
    assertThat(noBoundary.statusCode()).isEqualTo(400);
  }

  @Test
  void should_refuse_what_is_too_large() throws Exception {
    byte[] large = new byte[100_001];

    HttpResponse<String> told = service.send(service.predict(large));
    HttpResponse<String> untold =
        service.send(
            service
                .request("/predict")
                .POST(BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(large))));
    HttpResponse<String> pixels =
        service.send(service.predict(image("png", 1001, 1000, Color.RED)));
    byte[] photo = jpeg(Color.RED);
    HttpResponse<String> files = service.send(service.form(photo, photo, photo, photo));

    assertThat(told.statusCode()).isEqualTo(413);
    assertThat(error(told)).isEqualTo("an upload may have 100000 bytes at most");
    assertThat(untold.statusCode()).isEqualTo(413);
    assertThat(pixels.statusCode()).isEqualTo(413);
    assertThat(error(pixels)).isEqualTo("an upload may have 1000000 pixels at most");
    assertThat(files.statusCode()).isEqualTo(413);
    assertThat(error(files)).isEqualTo("an upload may have 3 files at most, but has 4");
  }

  @Test
  void should_count_the_pixels_of_all_images_of_a_form() throws Exception {
    byte[] half = image("png", 700, 710, Color.RED);

    HttpResponse<String> two = service.send(service.form(half, half));
    HttpResponse<String> three = service.send(service.form(half, half, half));

    assertThat(two.statusCode()).isEqualTo(200);
    assertThat(three.statusCode()).isEqualTo(413);
    assertThat(error(three)).isEqualTo("an upload may have 1000000 pixels at most");
  }

  @Test
  void should_count_the_screen_of_a_gif_where_it_is_larger_than_its_picture() throws Exception {
    byte[] gif = image("gif", 10, 10, Color.RED);
    ByteBuffer.wrap(gif)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putShort(6, (short) 14_000)
        .putShort(8, (short) 14_000);

    HttpResponse<String> answer = service.send(service.predict(gif));

    assertThat(answer.statusCode()).isEqualTo(413);
  }

  @Test
  void should_answer_to_its_own_names_alone() throws Exception {
    assertThat(statusFor("localhost")).endsWith("200 OK");
    assertThat(statusFor("127.0.0.1:8080")).endsWith("200 OK");
    assertThat(statusFor("[::1]:8080")).endsWith("200 OK");
    assertThat(statusFor("Photos.Example")).endsWith("200 OK");
    assertThat(statusFor("rebound.example")).endsWith("421 Misdirected Request");
  }

  private static String statusFor(String name) throws Exception {
    URI address = service.server.address();
    try (Socket socket = new Socket(address.getHost(), address.getPort())) {
      socket
          .getOutputStream()
          .write(text("GET /health HTTP/1.1\r\nHost: %s\r\n\r\n".formatted(name)));
      return RunningService.statusLine(socket);
    }
  }

  @Test
  void should_tell_other_ways_to_ask_apart() throws Exception {
    HttpResponse<String> read = service.get("/predict");
    HttpResponse<String> unknown = service.get("/nothing");
    HttpResponse<String> health =
        service.send(service.request("/health").POST(BodyPublishers.noBody()));
    HttpResponse<String> header =
        service.send(service.request("/health").header("X-Long", "x".repeat(10_000)));

    assertThat(read.statusCode()).isEqualTo(405);
    assertThat(read.headers().firstValue("Allow")).hasValue("POST");
    assertThat(error(read)).isEqualTo("send an image with POST");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(error(unknown)).isEqualTo("Not Found");
    assertThat(health.statusCode()).isEqualTo(405);
    assertThat(header.statusCode()).isEqualTo(431);
  }

  @Test
  void should_show_a_page_of_its_own_files_alone() throws Exception {
    HttpResponse<String> page = service.get("/");

    assertThat(page.statusCode()).isEqualTo(200);
    assertThat(page.body()).contains("page.css", "page.js").doesNotContain("http");
    assertThat(page.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'self'", "base-uri", "form-action", "frame-ancestors");
    assertThat(page.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
    assertThat(service.get("/page.css").statusCode()).isEqualTo(200);
    assertThat(service.get("/page.js").statusCode()).isEqualTo(200);
    assertThat(service.get("/../ServiceCommand.class").statusCode()).isIn(400, 404);
  }
}
