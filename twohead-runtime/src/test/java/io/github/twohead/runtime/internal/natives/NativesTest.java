package io.github.twohead.runtime.internal.natives;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLConnection;
import java.net.URLStreamHandler;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NativesTest {
  @Test
  void should_name_the_jar_that_a_resource_lies_in() throws Exception {
    Path jar = Path.of("a b", "native.jar").toAbsolutePath();

    assertThat(Natives.origin(new URL("jar:" + jar.toUri() + "!/lib/some.so")))
        .isEqualTo(jar.toString());
    assertThat(Natives.origin(jar.toUri().toURL())).isEqualTo(jar.toString());
    assertThat(Natives.origin((URL) null)).isEqualTo("unknown");
  }

  /** Class loaders need not escape what they give. */
  @ParameterizedTest
  @CsvSource({
    "jar:file:/a b/native.jar!/lib/some.so, file:/a b/native.jar",
    "jar:nested:/app.jar/!BOOT-INF/native.jar!/some.so, nested:/app.jar/"
  })
  void should_name_what_no_path_can_be_made_of(String url, String origin) throws Exception {
    assertThat(Natives.origin(new URL(null, url, new Unopened()))).isEqualTo(origin);
  }

  /** Takes any text. */
  private static final class Unopened extends URLStreamHandler {
    @Override
    protected URLConnection openConnection(URL url) {
      throw new UnsupportedOperationException();
    }
  }
}
