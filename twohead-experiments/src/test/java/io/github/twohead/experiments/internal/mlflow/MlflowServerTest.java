package io.github.twohead.experiments.internal.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.twohead.experiments.Tracker;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MlflowServerTest extends MlflowRunFixture {
  private static final Map<String, String> TOKEN = Map.of("MLFLOW_TRACKING_TOKEN", "s3cr3t");

  @Test
  void should_take_credentials_from_the_address_and_not_show_them() throws Exception {
    String address = stub.address().replace("http://", "http://me:s3cr3t@");
    stub.trouble =
        exchange -> {
          MlflowStub.answer(exchange, 403, "s3cr3t, or bWU6czNjcjN0");
          return true;
        };

    MlflowServer server = new MlflowServer(address, Map.<String, String>of()::get);

    assertThat(server).hasToString(stub.address() + "/");
    assertThatThrownBy(() -> server.experiment("documents")).hasMessage("answers 403: ***, or ***");
    assertThat(stub.authorizations).containsOnly("Basic bWU6czNjcjN0");
  }

  @Test
  void should_take_no_credentials_that_a_run_would_keep() {
    Map<String, String> options = Map.of("uri", "http://me:s3cr3t@localhost:5000");

    assertThatThrownBy(() -> Tracker.named("mlflow", options))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("MLFLOW_TRACKING_PASSWORD")
        .hasMessageNotContaining("s3cr3t");
    assertThat(Tracker.named("mlflow", Map.of("uri", "http://localhost:5000")).name())
        .isEqualTo("mlflow");
  }

  @Test
  void should_say_what_is_no_address() {
    for (String wrong : List.of("", "localhost:5000", "file:///mlruns", "http://", "a b")) {
      assertThatThrownBy(() -> new MlflowServer(wrong, TOKEN::get))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("such as http://localhost:5000");
    }
    Map<String, String> broken = Map.of("MLFLOW_TRACKING_TOKEN", "a\nb");
    assertThatThrownBy(() -> new MlflowServer("http://localhost", broken::get))
        .hasMessage(
            "MLFLOW_TRACKING_TOKEN holds a letter that cannot be sent: it takes printable ASCII"
                + " alone");
  }

  @Test
  void should_name_what_mlflow_takes() {
    MlflowNames names = new MlflowNames();

    assertThat(names.of("test/screen/recall@0.9")).isEqualTo("test/screen/recall_0.9");
    assertThat(names.of("test/screen/recall_0.9")).isEqualTo("test/screen/recall_0.9_2");
    assertThat(names.of("test/screen/recall@0.9")).isEqualTo("test/screen/recall_0.9");
    assertThat(names.of("a//../b/.")).isEqualTo("a/_/_../b/_.");
    assertThat(names.of("/a/")).isEqualTo("_/a/_");
    assertThat(names.of("x".repeat(300))).hasSize(240);
  }
}
