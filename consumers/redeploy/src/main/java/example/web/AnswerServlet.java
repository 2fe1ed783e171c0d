package example.web;

import io.github.twohead.MultiHeadPredictor;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.file.Path;

/** Answers what the model of the parameter {@code model} says of a photo. */
public class AnswerServlet extends HttpServlet {
  private MultiHeadPredictor predictor;

  @Override
  public void init() {
    predictor = MultiHeadPredictor.open(Path.of(getInitParameter("model")));
  }

  @Override
  protected void doPost(HttpServletRequest request, HttpServletResponse response)
      throws IOException {
    response
        .getWriter()
        .print(predictor.predict(request.getInputStream()).head("red").probability());
  }

  @Override
  public void destroy() {
    predictor.close();
  }
}
