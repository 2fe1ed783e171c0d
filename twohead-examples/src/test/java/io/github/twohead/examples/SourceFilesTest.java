package io.github.twohead.examples;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** The sources of all modules, their tests too. */
class SourceFilesTest {
  @Test
  void should_have_300_lines_at_most() {
    assertThat(Guides.sources())
        .hasSizeGreaterThan(500)
        .allSatisfy(
            source -> assertThat(Guides.read(source).lines().count()).isLessThanOrEqualTo(300));
  }
}
