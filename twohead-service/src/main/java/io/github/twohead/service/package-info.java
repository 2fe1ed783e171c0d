/**
 * A service that answers a model's questions over HTTP, to copy from. {@code ServiceCommand} reads
 * the options and {@code PredictionServer} puts together what handles requests: {@code
 * PredictHandler} reads an {@code Upload}, {@code Batcher} collects images of several requests and
 * asks the model, {@code Json} is what the answers are written as.
 */
@NullMarked
package io.github.twohead.service;

import org.jspecify.annotations.NullMarked;
