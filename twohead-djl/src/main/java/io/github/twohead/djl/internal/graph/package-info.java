/**
 * A trained network as a short list of plain operations, which file formats are written from. Knows
 * neither DJL nor any format.
 */
@NullMarked
package io.github.twohead.djl.internal.graph;

import org.jspecify.annotations.NullMarked;
