/** The engine behind the API, on Deep Java Library and PyTorch. */
module io.github.twohead.djl {
  requires transitive ai.djl.api;
  requires ai.djl.pytorch_engine;
  requires com.google.common;
  requires com.google.gson;
  requires flatbuffers.java;
  requires io.github.twohead.runtime;
  requires transitive io.github.twohead;
  requires org.slf4j;
  requires static ai.djl.tflite_engine;
  requires static com.google.errorprone.annotations;
  requires static com.google.protobuf;
  requires static com.sun.jna;
  requires static org.tribuo.util.onnx;
  requires static tensorflow.lite.metadata;
  requires static transitive org.jspecify;

  exports io.github.twohead.djl;
  exports io.github.twohead.djl.zoo;

  provides ai.djl.engine.EngineProvider with
      io.github.twohead.djl.zoo.TwoHeadEngine.Provider;
  provides io.github.twohead.runtime.internal.serving.NetworkRuntime with
      io.github.twohead.djl.internal.serving.DjlOnnxRuntime,
      io.github.twohead.djl.internal.serving.DjlTfLite.Service;
  provides io.github.twohead.spi.Examiner with
      io.github.twohead.djl.internal.DjlExaminer;
  provides io.github.twohead.spi.ModelEngine with
      io.github.twohead.djl.internal.DjlEngine;
  provides io.github.twohead.spi.PredictorEngine with
      io.github.twohead.djl.internal.serving.BundleEngine;
}
