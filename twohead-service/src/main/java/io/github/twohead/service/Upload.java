package io.github.twohead.service;

import io.github.twohead.ImageSource.EncodedImage;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicLong;
import org.eclipse.jetty.http.HttpException;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.MimeTypes;
import org.eclipse.jetty.http.MultiPart;
import org.eclipse.jetty.http.MultiPartConfig;
import org.eclipse.jetty.http.MultiPartFormData;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.util.Attributes;
import org.eclipse.jetty.util.BufferUtil;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.Promise;
import org.jspecify.annotations.Nullable;

/**
 * Images that are sent, in memory. More bytes than the limits allow, or bytes that come later or
 * while others fill the memory, fail the upload with the status that says so. Time is looked at
 * when bytes come; where none do, the connection's idle time ends.
 */
final class Upload extends Request.Wrapper {
  /** Fields of a form that are no files. */
  private static final int OTHER_FIELDS = 16;

  private final Limits limits;
  private final AtomicLong bytesOfAll;
  private final AtomicLong bytes = new AtomicLong();
  private Content.@Nullable Chunk failure;

  /**
   * Begins with nothing read.
   *
   * @param bytesOfAll how much of all uploads is in memory
   */
  Upload(Request request, Limits limits, AtomicLong bytesOfAll) {
    super(request);
    this.limits = limits;
    this.bytesOfAll = bytesOfAll;
  }

  /** Says whether a form is sent, not the bytes of one image. */
  boolean isForm() {
    return contentType().startsWith(MimeTypes.Type.MULTIPART_FORM_DATA.asString());
  }

  private String contentType() {
    String type = getHeaders().get(HttpHeader.CONTENT_TYPE);
    return type == null ? "" : type.strip().toLowerCase(Locale.ROOT);
  }

  /**
   * Reads the images without keeping a thread.
   *
   * @return fails with an {@link HttpException} that says what is wrong
   */
  CompletableFuture<List<EncodedImage>> images() {
    CompletableFuture<byte[]> read = new CompletableFuture<>();
    if (getLength() > limits.bytes) {
      read.completeExceptionally(tooLarge());
    } else {
      Content.Source.asByteArrayAsync(this, -1, Promise.Invocable.toPromise(read));
    }
    return read.thenApply(this::images);
  }

  private List<EncodedImage> images(byte[] body) {
    List<EncodedImage> images =
        isForm()
            ? files(body)
            : List.of(new EncodedImage("image of " + body.length + " bytes", body));
    if (images.isEmpty() || images.get(0).encoded().length == 0) {
      throw bad("there is no image in the request");
    }
    if (images.size() > limits.files) {
      throw new HttpException.RuntimeException(
          HttpStatus.PAYLOAD_TOO_LARGE_413,
          "an upload may have " + limits.files + " files at most, but has " + images.size());
    }
    return images;
  }

  /** The fields of a form that are files, by the names that the sender gave them. */
  private List<EncodedImage> files(byte[] body) {
    MultiPartConfig config =
        new MultiPartConfig.Builder()
            .maxParts(limits.files + OTHER_FIELDS)
            .maxMemoryPartSize(-1)
            .useFilesForPartsWithoutFileName(false)
            .build();
    List<EncodedImage> files = new ArrayList<>();
    try (MultiPartFormData.Parts parts =
        MultiPartFormData.getParts(
            Content.Source.from(ByteBuffer.wrap(body)),
            new Attributes.Mapped(),
            getHeaders().get(HttpHeader.CONTENT_TYPE),
            config)) {
      for (MultiPart.Part part : parts) {
        if (part.getFileName() != null) {
          files.add(
              new EncodedImage(
                  part.getFileName(),
                  BufferUtil.toArray(Content.Source.asByteBuffer(part.getContentSource()))));
        }
      }
    } catch (IOException | RuntimeException e) {
      Throwable cause = e instanceof CompletionException && e.getCause() != null ? e.getCause() : e;
      throw bad("the form cannot be read: " + cause.getMessage());
    }
    return files;
  }

  @Override
  public Content.@Nullable Chunk read() {
    if (failure != null) {
      return failure;
    }
    Content.@Nullable Chunk chunk = super.read();
    if (chunk == null || Content.Chunk.isFailure(chunk)) {
      return chunk;
    }
    long ofThis = bytes.addAndGet(chunk.remaining());
    long ofAll = bytesOfAll.addAndGet(chunk.remaining());
    HttpException.@Nullable RuntimeException tooMuch = null;
    if (ofThis > limits.bytes) {
      tooMuch = tooLarge();
    } else if (ofAll > limits.totalBytes) {
      tooMuch =
          new HttpException.RuntimeException(
              HttpStatus.SERVICE_UNAVAILABLE_503,
              "too much is being uploaded at the moment: try again later");
    } else if (NanoTime.since(getBeginNanoTime()) > limits.uploadTime.toNanos()) {
      tooMuch =
          new HttpException.RuntimeException(
              HttpStatus.REQUEST_TIMEOUT_408, "the upload took longer than " + limits.uploadTime);
    }
    if (tooMuch == null) {
      return chunk;
    }
    chunk.release();
    failure = Content.Chunk.from(tooMuch);
    return failure;
  }

  private HttpException.RuntimeException tooLarge() {
    return new HttpException.RuntimeException(
        HttpStatus.PAYLOAD_TOO_LARGE_413, "an upload may have " + limits.bytes + " bytes at most");
  }

  private static HttpException.RuntimeException bad(String why) {
    return new HttpException.RuntimeException(HttpStatus.BAD_REQUEST_400, why);
  }

  /** Its bytes are no longer in memory; may be said again, and by any thread. */
  void forget() {
    bytesOfAll.addAndGet(-bytes.getAndSet(0));
  }
}
