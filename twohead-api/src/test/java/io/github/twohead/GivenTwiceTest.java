package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.spi.EnginePredictor;
import io.github.twohead.spi.OperatingPoint;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every setting of everything that is configured call by call, given twice. */
class GivenTwiceTest {
  /** What may be called again: it adds to what was there, or is of another run. */
  private static final List<String> ADDING =
      List.of(
          "listener",
          "warmup",
          "unfreezeAt",
          "category",
          "categories",
          "chooseThreshold",
          "recipe",
          "randAugment"); // takes smaller numbers than samples are: see BuildersTest

  /** What makes another value, as often as it is asked; a recipe's are overridden. */
  private static final List<Class<?>> CHANGED =
      List.of(
          OperatingPoint.class,
          HeadPrediction.class,
          HeadEvaluation.class,
          EpochReport.class,
          Recipe.class,
          RecipeBuilder.class,
          EnginePredictor.class);

  @Test
  void should_refuse_what_was_given_before_and_name_it() throws Exception {
    List<String> accepted = new ArrayList<>();
    List<String> refused = new ArrayList<>();
    for (Class<?> type : ApiSamples.publicTypes()) {
      for (Executable executable : ApiSamples.publicMethods(type)) {
        if (executable instanceof Method method && isSetting(type, method)) {
          (refusesTwice(type, method) ? refused : accepted)
              .add(type.getName() + "." + method.getName());
        }
      }
    }

    assertThat(accepted).isEmpty();
    assertThat(refused).hasSizeGreaterThan(100);
  }

  private static boolean isSetting(Class<?> type, Method method) {
    boolean ofSelf = method.getGenericReturnType().getTypeName().equals("B");
    return (ofSelf || method.getReturnType() == type)
        && !Modifier.isStatic(method.getModifiers())
        && !ADDING.contains(method.getName())
        && !CHANGED.contains(type);
  }

  private static boolean refusesTwice(Class<?> type, Method method) throws Exception {
    Object[] arguments = Stream.of(method.getParameters()).map(ApiSamples::sample).toArray();
    Object given = method.invoke(ApiSamples.target(type), arguments);
    try {
      method.invoke(given, arguments);
      return false;
    } catch (InvocationTargetException e) {
      return e.getCause() instanceof IllegalStateException
          && e.getCause().getMessage().matches("(?s).+ (was|were) already set to .+");
    }
  }
}
