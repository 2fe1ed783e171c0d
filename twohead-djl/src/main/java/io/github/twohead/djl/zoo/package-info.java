/**
 * DJL's own doors to models of this library: {@code Criteria}, its model zoo, and DJL Serving.
 *
 * <p>A folder with a model's file and a {@code serving.properties} that {@link
 * io.github.twohead.djl.zoo.ServingProperties} wrote is all that they need:
 *
 * <ul>
 *   <li>an {@code .onnx} file runs on DJL's engine {@code OnnxRuntime}, where its {@code
 *       ai.djl.onnxruntime:onnxruntime-engine} is on the class path;
 *   <li>a saved model, {@code .twohead}, runs on DJL's engine {@code PyTorch};
 *   <li>a {@code .tflite} file runs on the engine {@code TwoHead} of this package, since DJL has
 *       none for it any more: what opens it is what {@link io.github.twohead.MultiHeadPredictor}
 *       does. That engine runs the other files too, on the CPU, and does nothing else.
 * </ul>
 *
 * @since 0.1.0
 */
@NullMarked
package io.github.twohead.djl.zoo;

import org.jspecify.annotations.NullMarked;
