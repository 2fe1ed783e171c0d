package io.github.twohead.service;

import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;
import org.jspecify.annotations.Nullable;

/** Says in JSON what Jetty finds wrong. */
final class JsonErrors extends ErrorHandler {
  @Override
  public boolean errorPageForMethod(String method) {
    return true;
  }

  @Override
  protected void generateResponse(
      Request request,
      Response response,
      int code,
      String message,
      @Nullable Throwable cause,
      Callback callback) {
    // what went wrong inside is for the log
    boolean inside = code == HttpStatus.INTERNAL_SERVER_ERROR_500;
    Json.writeError(inside ? HttpStatus.getMessage(code) : message, code, response, callback);
  }
}
