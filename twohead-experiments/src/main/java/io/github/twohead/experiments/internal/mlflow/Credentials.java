package io.github.twohead.experiments.internal.mlflow;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a server knows the user by.
 *
 * @param header the value of {@code Authorization}
 * @param secrets what no log may show
 */
record Credentials(Optional<String> header, List<String> secrets) {

  /**
   * Takes them from the environment, by MLflow's names.
   *
   * @param otherwise {@code user:password}, where the environment has none
   * @param environment gives the value of a name
   * @return the credentials
   * @throws IllegalArgumentException if one is no text for a header; it names it without its value
   */
  static Credentials of(
      Optional<String> otherwise, Function<String, @Nullable String> environment) {
    Optional<String> token = value(environment, "MLFLOW_TRACKING_TOKEN");
    if (token.isPresent()) {
      return new Credentials(token.map(text -> "Bearer " + text), List.of(token.get()));
    }
    return value(environment, "MLFLOW_TRACKING_USERNAME")
        .map(user -> user + ":" + value(environment, "MLFLOW_TRACKING_PASSWORD").orElse(""))
        .or(() -> otherwise)
        .map(Credentials::basic)
        .orElseGet(() -> new Credentials(Optional.empty(), List.of()));
  }

  private static Credentials basic(String pair) {
    String encoded = Base64.getEncoder().encodeToString(pair.getBytes(UTF_8));
    String password = pair.substring(pair.indexOf(':') + 1);
    return new Credentials(Optional.of("Basic " + encoded), List.of(encoded, password));
  }

  private static Optional<String> value(
      Function<String, @Nullable String> environment, String name) {
    String value = environment.apply(name);
    if (value == null || value.isBlank()) {
      return Optional.empty();
    }
    if (value.strip().chars().anyMatch(letter -> letter < ' ' || letter > '~')) {
      throw new IllegalArgumentException(
          name + " holds a letter that cannot be sent: it takes printable ASCII alone");
    }
    return Optional.of(value.strip());
  }

  /** {@return a text without the secrets} */
  String masked(String text) {
    String masked = text;
    for (String secret : secrets) {
      if (!secret.isEmpty()) {
        masked = masked.replace(secret, "***");
      }
    }
    return masked;
  }

  /** {@return no secret} */
  @Override
  public String toString() {
    return "credentials";
  }
}
