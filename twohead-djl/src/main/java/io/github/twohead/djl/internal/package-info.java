/**
 * The engine that trains, as the API finds it: {@link DjlEngine}, and the model that it gives.
 *
 * <p>The packages below are its rooms. The engine that opens saved models for prediction, which the
 * API finds as well, is in {@code serving}.
 */
@NullMarked
package io.github.twohead.djl.internal;

import org.jspecify.annotations.NullMarked;
