/** From a photo to an answer. Exports nothing: programs use the API. */
module io.github.twohead.runtime {
  requires com.google.gson;
  requires com.twelvemonkeys.imageio.webp;
  requires transitive io.github.twohead;
  requires java.management;
  requires jdk.management;
  requires metadata.extractor;
  requires org.slf4j;
  requires static com.google.protobuf;
  requires static com.microsoft.onnxruntime;
  requires static com.sun.jna;
  requires static flatbuffers.java;
  requires static org.bytedeco.javacpp;
  requires static org.bytedeco.leptonica;
  requires static org.bytedeco.tensorflowlite;
  requires static org.jspecify;
  requires static org.tribuo.util.onnx;
  requires static tensorflow.lite.metadata;

  exports io.github.twohead.runtime.internal.data to
      io.github.twohead.djl;
  exports io.github.twohead.runtime.internal.formats to
      io.github.twohead.djl;
  exports io.github.twohead.runtime.internal.formats.onnx to
      io.github.twohead.djl;
  exports io.github.twohead.runtime.internal.formats.tflite to
      io.github.twohead.djl;
  exports io.github.twohead.runtime.internal.heads to
      io.github.twohead.djl;
  exports io.github.twohead.runtime.internal.image to
      io.github.twohead.djl;
  exports io.github.twohead.runtime.internal.manifest to
      io.github.twohead.djl;
  exports io.github.twohead.runtime.internal.natives to
      io.github.twohead.djl;
  exports io.github.twohead.runtime.internal.serving to
      io.github.twohead.djl;
  exports io.github.twohead.runtime.internal.system to
      io.github.twohead.djl;

  // Gson reads the records of manifests
  opens io.github.twohead.runtime.internal.manifest to
      com.google.gson;

  uses io.github.twohead.runtime.internal.serving.NetworkRuntime;
  uses io.github.twohead.spi.ImageDecoder;
  uses javax.imageio.spi.ImageReaderSpi;

  provides io.github.twohead.runtime.internal.serving.NetworkRuntime with
      io.github.twohead.runtime.internal.serving.BytedecoTfLite.Service,
      io.github.twohead.runtime.internal.serving.OnnxRuntimeSession.Service;
  provides io.github.twohead.spi.Examiner with
      io.github.twohead.runtime.internal.system.RuntimeExaminer;
  provides io.github.twohead.spi.PredictorEngine with
      io.github.twohead.runtime.internal.serving.FileEngine;
}
