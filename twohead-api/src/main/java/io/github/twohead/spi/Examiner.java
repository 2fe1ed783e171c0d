package io.github.twohead.spi;

import io.github.twohead.SystemReport.Finding;
import java.util.List;

/**
 * Looks at this machine and class path for {@link io.github.twohead.SystemReport#examine}. Found by
 * the service loader.
 */
public interface Examiner {

  /**
   * Looks, and starts what it looks at; downloads nothing. What does not work is a finding, not an
   * exception.
   *
   * @return what was found, in the order in which it is told within a section
   */
  List<Finding> examine();
}
