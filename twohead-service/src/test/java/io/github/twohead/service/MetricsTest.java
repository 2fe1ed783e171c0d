package io.github.twohead.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.awt.Color;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class MetricsTest {

  @Test
  void should_tell_prometheus_of_requests_batches_and_the_machine() throws Exception {
    try (RunningService service = RunningService.start()) {
      service.send(service.predict(RunningService.jpeg(Color.RED)));
      service.send(service.predict(new byte[] {1}));
      service.get("/nothing");
      service.get("/nothing/else");

      HttpResponse<String> metrics = service.get("/metrics");

      assertThat(metrics.headers().firstValue("Content-Type").orElseThrow())
          .startsWith("text/plain; version=0.0.4");
      assertThat(metrics.body().lines())
          .allMatch(line -> line.matches("# (HELP|TYPE) .+|\\w+(\\{(\\w+=\"[^\"]*\",?)+})? \\S+"));
      String requests = "twohead_requests_seconds_count{path=\"%s\",status=\"%d\"}";
      assertThat(service.metric(String.format(requests, "/predict", 200))).isEqualTo(1);
      assertThat(service.metric(String.format(requests, "/predict", 415))).isEqualTo(1);
      assertThat(service.metric(String.format(requests, "other", 404))).isEqualTo(2);
      assertThat(metrics.body())
          .contains(
              "twohead_requests_seconds_bucket{path=\"/predict\",status=\"200\",le=\"+Inf\"} 1")
          .contains("twohead_batch_images_bucket{le=\"1.0\"} 2");
      assertThat(service.metric("twohead_batch_seconds_count")).isEqualTo(2);
      assertThat(service.metric("jvm_threads_live_threads")).isPositive();
      assertThat(service.metric("process_uptime_seconds")).isPositive();
    }
  }
}
