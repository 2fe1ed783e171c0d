package io.github.twohead.djl.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.twohead.runtime.internal.ChildJvm;
import io.github.twohead.spi.ModelEngine;
import java.lang.reflect.InvocationTargetException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The API in a class loader that does not see the engine. */
class ClassLoadersTest {
  private final Thread thread = Thread.currentThread();
  private final ClassLoader before = thread.getContextClassLoader();

  @AfterEach
  void restore() {
    thread.setContextClassLoader(before);
  }

  @Test
  void should_find_the_engine_of_an_application_that_shares_the_api() throws Exception {
    ClassLoader shared = ChildJvm.newLoader(platform(), ClassLoadersTest::isApi);
    ClassLoader application = ChildJvm.newLoader(shared, path -> !isApi(path));

    thread.setContextClassLoader(application);

    assertThat(find(shared).getClass().getClassLoader()).isSameAs(application);
  }

  @Test
  void should_prefer_the_engine_beside_the_api() throws Exception {
    ClassLoader shared = ChildJvm.newLoader(platform(), path -> true);

    thread.setContextClassLoader(ChildJvm.newLoader(platform(), path -> true));

    assertThat(find(shared).getClass().getClassLoader()).isSameAs(shared);
  }

  @Test
  void should_say_why_the_engine_of_another_api_does_not_do() throws Exception {
    ClassLoader shared = ChildJvm.newLoader(platform(), ClassLoadersTest::isApi);

    thread.setContextClassLoader(ChildJvm.newLoader(platform(), path -> true));

    try {
      find(shared);
    } catch (InvocationTargetException e) {
      assertThat(e.getCause())
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("the twohead engine cannot be loaded")
          .hasMessageContaining("io.github.twohead.djl.internal.DjlEngine not a subtype");
      return;
    }
    throw new AssertionError("an engine was found");
  }

  private static ClassLoader platform() {
    return ClassLoader.getPlatformClassLoader();
  }

  private static boolean isApi(String path) {
    return path.contains("twohead-api") || path.contains("fastcsv") || path.contains("jspecify");
  }

  private static Object find(ClassLoader api) throws Exception {
    return api.loadClass(ModelEngine.class.getName()).getMethod("find").invoke(null);
  }
}
