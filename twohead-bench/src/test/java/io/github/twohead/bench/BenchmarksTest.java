package io.github.twohead.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.Device;
import java.io.IOException;
import java.util.Collection;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs benchmarks once, in this process, on the smallest input: do they work at all? */
class BenchmarksTest {
  private static ChainedOptionsBuilder once(Class<?> benchmark) {
    return new OptionsBuilder()
        .include(benchmark.getName())
        .forks(0)
        .warmupIterations(0)
        .measurementIterations(1)
        .measurementTime(TimeValue.milliseconds(1))
        .shouldFailOnError(true)
        .verbosity(VerboseMode.SILENT)
        .param("size", "32");
  }

  private static Collection<RunResult> run(ChainedOptionsBuilder options) throws RunnerException {
    return new Runner(options.build()).run();
  }

  @Test
  void should_predict_with_each_runtime() throws RunnerException {
    ChainedOptionsBuilder options =
        once(ForwardPassBenchmark.class)
            .param("heads", "2")
            .param("subject", "PYTORCH", "TFLITE_BYTEDECO_INT8", "ONNX");

    assertThat(run(options)).hasSize(9);
  }

  @Test
  void should_predict_as_users_of_djl_do() throws RunnerException {
    ChainedOptionsBuilder options =
        once(DjlPredictorBenchmark.class).param("heads", "2").param("subject", "DJL_PYTORCH");

    assertThat(run(options)).hasSize(1);
  }

  @Test
  void should_compare_designs() throws RunnerException {
    assertThat(run(once(DesignBenchmark.class)))
        .hasSize(2 * DesignBenchmark.Design.values().length);
  }

  @Test
  void should_time_a_device() throws IOException, InterruptedException {
    try (DeviceSpeed speed = new DeviceSpeed(Device.cpu())) {
      assertThat(speed.imagesPerSecond("step", "0")).isPositive();
      assertThat(speed.imagesPerSecond("forward", "2", "0")).isPositive();
    }
  }
}
