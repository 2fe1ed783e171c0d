/**
 * What a file of this library says of its model beside the weights, as JSON: how to use it, and
 * where it came from.
 */
@NullMarked
package io.github.twohead.runtime.internal.manifest;

import org.jspecify.annotations.NullMarked;
