package io.github.twohead.runtime.internal.system;

import io.github.twohead.SystemReport.Finding;
import io.github.twohead.SystemReport.Section;
import io.github.twohead.SystemReport.State;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Collects findings; what fails while it looks is one of them. Not for several threads. */
public final class Look {
  private final List<Finding> findings = new ArrayList<>();

  /** Adds what works. */
  public void fine(Section section, String name, String text) {
    findings.add(Finding.of(section, State.FINE, name, text));
  }

  /** Adds what is merely so. */
  public void note(Section section, String name, String text) {
    findings.add(Finding.of(section, State.NOTE, name, text));
  }

  /** Adds what is not there. */
  public void missing(Section section, String name, String text) {
    findings.add(Finding.of(section, State.MISSING, name, text));
  }

  /** Adds what cannot be used. */
  public void broken(Section section, String name, String text) {
    findings.add(Finding.of(section, State.BROKEN, name, text));
  }

  /** Looks at one thing; DJL throws assertions where it does not know a system. */
  public void at(Section section, String name, Consumer<Look> look) {
    try {
      look.accept(this);
    } catch (RuntimeException | LinkageError | AssertionError e) {
      broken(section, name, e.toString());
    }
  }

  /** All findings. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }
}
