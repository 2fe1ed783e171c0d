/**
 * Scoring of photos and sweeps on Apache Spark. {@link io.github.twohead.spark.ImageScorer} adds a
 * model's answers to a table of photos, in batches and streams, {@link
 * io.github.twohead.spark.Score} is a command that does so and can be killed, and {@link
 * io.github.twohead.spark.SparkSweepRunner} trains the runs of a sweep on the machines of a
 * cluster.
 *
 * @since 0.1.0
 */
@NullMarked
package io.github.twohead.spark;

import org.jspecify.annotations.NullMarked;
