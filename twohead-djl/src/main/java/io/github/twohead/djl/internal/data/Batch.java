package io.github.twohead.djl.internal.data;

import java.nio.ByteBuffer;

/**
 * Some images, ready for the network.
 *
 * @param pixels floats (B, H, W, 3), normalised, in native order; reused once the batch is done
 * @param targets (B, N), row by row: 1, 0, or NaN where the label is unknown
 * @param size B
 */
public record Batch(ByteBuffer pixels, float[] targets, int size) {}
