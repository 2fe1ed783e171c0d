package io.github.twohead;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Null for each parameter of each public method, and null in each of its lists and maps. */
class NullArgumentsTest {
  private final List<String> failures = new ArrayList<>();
  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();
  private int calls;

  @TempDir private Path folder;

  @BeforeEach
  void addEngine() throws IOException {
    thread.setContextClassLoader(FakeEngine.loader(folder));
  }

  @AfterEach
  void removeEngine() {
    thread.setContextClassLoader(before);
  }

  @Test
  void should_name_the_parameter_that_is_null() throws Exception {
    for (Class<?> type : ApiSamples.publicTypes()) {
      for (Executable method : ApiSamples.publicMethods(type)) {
        for (Parameter parameter : method.getParameters()) {
          if (!parameter.getType().isPrimitive()) {
            check(type, method, parameter);
          }
        }
      }
    }

    assertThat(failures).isEmpty();
    assertThat(calls).isGreaterThan(150);
  }

  private void check(Class<?> type, Executable method, Parameter parameter) throws Exception {
    // as everywhere in Java, an exception may lack its text and its cause
    boolean ofException = Throwable.class.isAssignableFrom(type);
    if (ofException && List.of("message", "cause").contains(parameter.getName())) {
      return;
    }
    check(type, method, parameter, null);
    for (Object withNull : withNulls(parameter)) {
      check(type, method, parameter, withNull);
    }
  }

  private void check(Class<?> type, Executable method, Parameter wrong, @Nullable Object value)
      throws Exception {
    Object[] arguments =
        Stream.of(method.getParameters())
            .map(parameter -> parameter.equals(wrong) ? value : ApiSamples.sample(parameter))
            .toArray();
    String what =
        "%s of %s.%s, %s".formatted(wrong, type, method, value == null ? "null" : "with null");
    calls++;
    try {
      call(type, method, arguments);
      failures.add(what + ": nothing is thrown");
    } catch (InvocationTargetException e) {
      Throwable thrown = e.getCause();
      boolean setter = method.getParameterCount() == 1;
      String names = setter ? wrong.getName() + "|" + method.getName() : wrong.getName();
      String expected = "(a key of )?(" + names + ")(\\[\\w+])? must not be null";
      if (!(thrown instanceof NullPointerException)
          || !String.valueOf(thrown.getMessage()).matches(expected)) {
        failures.add(what + ": " + thrown);
      }
    }
  }

  private static void call(Class<?> type, Executable method, Object... arguments) throws Exception {
    if (method instanceof Method named) {
      Object target = Modifier.isStatic(method.getModifiers()) ? null : ApiSamples.target(type);
      named.invoke(target, arguments);
    } else {
      ((Constructor<?>) method).newInstance(arguments);
    }
  }

  /** The sample of a parameter with null beside its elements, in the place of keys, of values. */
  private static List<Object> withNulls(Parameter parameter) {
    Object sample = ApiSamples.sample(parameter);
    if (sample instanceof Object[] array) {
      return List.of((Object) Arrays.copyOf(array, array.length + 1));
    }
    if (sample instanceof List<?> list) {
      List<@Nullable Object> longer = new ArrayList<>(list);
      longer.add(null);
      return List.of(longer);
    }
    if (sample instanceof Map<?, ?> map) {
      Map<@Nullable Object, @Nullable Object> keys = new HashMap<>();
      keys.put(null, map.values().iterator().next());
      Map<@Nullable Object, @Nullable Object> values = new HashMap<>();
      values.put(map.keySet().iterator().next(), null);
      return List.of(keys, values);
    }
    return List.of();
  }

  @Test
  void should_name_what_is_null_in_a_question_to_a_splitter() {
    assertThat(ApiSamples.SPLITTER.label(ApiSamples.HEAD, "1")).isEqualTo(Label.POSITIVE);
    assertNames("head", () -> ApiSamples.SPLITTER.label(null, "1"));
    assertNames("imageClass", () -> ApiSamples.SPLITTER.label(ApiSamples.HEAD, null));
  }

  private static void assertNames(String parameter, ThrowingCallable call) {
    assertThatNullPointerException().isThrownBy(call).withMessage(parameter + " must not be null");
  }
}
