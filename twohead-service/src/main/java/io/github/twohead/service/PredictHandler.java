package io.github.twohead.service;

import io.github.twohead.ImageSource.EncodedImage;
import io.github.twohead.PredictionOutcome;
import io.github.twohead.TwoheadException;
import io.github.twohead.UnreadableImageException;
import io.github.twohead.service.Batcher.OverloadedException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers {@code POST /predict}: the bytes of an image, or a form with files. No thread waits for a
 * slow sender or for the model; whoever brings the last byte, or the answer, does what comes next.
 */
final class PredictHandler extends Handler.Abstract.NonBlocking {
  private static final String BUSY = "too much is asked at the moment: try again later";

  private final Batcher batcher;
  private final Limits limits;
  private final AtomicLong uploadedBytes = new AtomicLong();

  PredictHandler(Batcher batcher, Limits limits, Metrics metrics) {
    this.batcher = batcher;
    this.limits = limits;
    metrics.watchUploads(uploadedBytes::get);
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    if (!HttpMethod.POST.is(request.getMethod())) {
      response.getHeaders().put(HttpHeader.ALLOW, HttpMethod.POST.asString());
      refuse(
          HttpStatus.METHOD_NOT_ALLOWED_405,
          "send an image with POST",
          request,
          response,
          callback);
    } else if (!batcher.hasRoom()) { // before anything of the image is read
      fail(new OverloadedException(), request, response, callback);
    } else {
      predict(request, response, callback);
    }
    return true;
  }

  private void predict(Request request, Response response, Callback callback) {
    Upload upload = new Upload(request, limits, uploadedBytes);
    Request.addCompletionListener(request, failure -> upload.forget());
    request.addIdleTimeoutListener(idle -> false); // who waits for an answer may be silent
    Executor executor = request.getComponents().getExecutor();
    CompletableFuture<Void> unused =
        upload
            .images()
            .thenComposeAsync(this::submit, executor)
            .thenAcceptAsync(outcomes -> answer(upload, outcomes, response, callback), executor)
            .whenCompleteAsync(
                (answered, failure) -> {
                  if (failure != null) {
                    upload.forget();
                    fail(failure, request, response, callback);
                  }
                },
                executor);
  }

  private CompletableFuture<List<PredictionOutcome>> submit(List<EncodedImage> images) {
    List<SizedImage> sized = images.stream().map(SizedImage::of).toList();
    long left = limits.pixels;
    for (SizedImage one : sized) {
      left -= one.pixels();
      if (left < 0) {
        throw new HttpException.RuntimeException(
            HttpStatus.PAYLOAD_TOO_LARGE_413,
            "an upload may have " + limits.pixels + " pixels at most");
      }
    }
    return batcher.submit(sized);
  }

  /** Says what came of an image, or of each file of a form: well, if any of them has an answer. */
  private static void answer(
      Upload upload, List<PredictionOutcome> outcomes, Response response, Callback callback) {
    boolean any = outcomes.stream().anyMatch(outcome -> outcome.prediction().isPresent());
    int status = any ? HttpStatus.OK_200 : status(outcomes.get(0).error().orElseThrow());
    Json.write(
        upload.isForm() ? Json.of(outcomes) : Json.of(outcomes.get(0)), status, response, callback);
  }

  private static int status(TwoheadException error) {
    return error instanceof UnreadableImageException
        ? HttpStatus.UNSUPPORTED_MEDIA_TYPE_415
        : HttpStatus.INTERNAL_SERVER_ERROR_500;
  }

  private void fail(Throwable failure, Request request, Response response, Callback callback) {
    Throwable cause = failure;
    while (cause instanceof CompletionException && cause.getCause() != null) {
      cause = cause.getCause();
    }
    if (cause instanceof OverloadedException) {
      refuse(HttpStatus.SERVICE_UNAVAILABLE_503, BUSY, request, response, callback);
    } else if (cause instanceof HttpException told) {
      refuse(told.getCode(), told.getReason(), request, response, callback);
    } else if (cause instanceof TimeoutException) {
      int status = HttpStatus.REQUEST_TIMEOUT_408;
      refuse(status, "the rest of the upload did not come", request, response, callback);
    } else if (cause instanceof EofException) {
      callback.failed(cause); // nobody listens any more
    } else {
      Response.writeError(request, response, callback, cause);
    }
  }

  /**
   * Says at once what is wrong, and then lets the sender finish, within the limits: one who is cut
   * off may never read it.
   */
  private void refuse(
      int status, String why, Request request, Response response, Callback callback) {
    Upload rest = new Upload(request, limits, new AtomicLong());
    Json.writeError(
        why,
        status,
        response,
        Callback.from(() -> Content.Source.consumeAll(rest, callback), callback::failed));
  }
}
