package example;

import java.nio.file.Path;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.context.annotation.Bean;

/** Answers what the model of {@code --model=FILE} says of photos. */
@SpringBootApplication
public class Service {
  public static void main(String[] args) {
    SpringApplication.run(Service.class, args);
  }

  /** All requests share it; Spring closes it when the context closes. */
  @Bean
  ReloadedPredictor predictor(@Value("${model}") Path file) {
    return new ReloadedPredictor(file);
  }
}
