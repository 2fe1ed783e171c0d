package example;

import io.github.twohead.HeadPrediction;
import io.github.twohead.UnreadableImageException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** What the service can be asked. */
@RestController
public class Answers {
  private final ReloadedPredictor predictor;

  public Answers(ReloadedPredictor predictor) {
    this.predictor = predictor;
  }

  @PostMapping("/predict")
  public Map<String, Double> predict(@RequestBody byte[] photo) {
    Map<String, Double> answers = new LinkedHashMap<>();
    for (HeadPrediction answer : predictor.predict(photo).heads()) {
      answers.put(answer.head().name(), answer.probability());
    }
    return answers;
  }

  @PostMapping("/reload")
  public void reload() {
    predictor.reload();
  }

  @ExceptionHandler
  @ResponseStatus(HttpStatus.UNPROCESSABLE_CONTENT)
  public String unreadable(UnreadableImageException e) {
    return e.getMessage();
  }
}
