package io.github.twohead.service;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** What Prometheus is told of the service. */
final class Metrics implements AutoCloseable {
  static final String CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics garbage = new JvmGcMetrics();

  private final DistributionSummary batchSize =
      DistributionSummary.builder("twohead.batch.images")
          .description("Images that were answered together")
          .serviceLevelObjectives(1, 2, 4, 8, 16, 32, 64)
          .register(registry);

  private final Timer batchTime =
      Timer.builder("twohead.batch")
          .description("How long a batch took to answer")
          .publishPercentileHistogram()
          .register(registry);

  Metrics() {
    garbage.bindTo(registry);
    new JvmMemoryMetrics().bindTo(registry);
    new JvmThreadMetrics().bindTo(registry);
    new ProcessorMetrics().bindTo(registry);
    new FileDescriptorMetrics().bindTo(registry);
    new UptimeMetrics().bindTo(registry);
  }

  /** Watches how many images wait or are being answered. */
  void watchQueue(Supplier<Number> images) {
    Gauge.builder("twohead.queue.images", images)
        .description("Images that wait or are being answered")
        .strongReference(true)
        .register(registry);
  }

  /** Watches how many bytes of uploads are in memory. */
  void watchUploads(Supplier<Number> bytes) {
    Gauge.builder("twohead.upload.bytes", bytes)
        .description("Bytes of uploads that are not yet answered")
        .strongReference(true)
        .register(registry);
  }

  void batch(int images, long nanos) {
    batchSize.record(images);
    batchTime.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Counts a request: from its head to its last byte out. */
  void request(String path, int status, long nanos) {
    Timer.builder("twohead.requests")
        .description("How long requests took, from their head to the last byte of the answer")
        .tags("path", path, "status", Integer.toString(status))
        .publishPercentileHistogram()
        .minimumExpectedValue(Duration.ofMillis(1))
        .maximumExpectedValue(Duration.ofSeconds(30))
        .register(registry)
        .record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Everything, in Prometheus' text format. */
  String scrape() {
    return registry.scrape();
  }

  @Override
  public void close() {
    garbage.close();
    registry.close();
  }
}
