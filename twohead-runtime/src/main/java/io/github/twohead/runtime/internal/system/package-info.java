/** What can be said of this machine, and of what is on the class path. */
@NullMarked
package io.github.twohead.runtime.internal.system;

import org.jspecify.annotations.NullMarked;
