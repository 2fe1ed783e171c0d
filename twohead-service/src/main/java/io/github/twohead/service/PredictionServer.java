package io.github.twohead.service;

import io.github.twohead.MultiHeadPredictor;
import java.io.IOException;
import java.net.URI;
import java.util.Set;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.pathmap.PathSpec;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.EventsHandler;
import org.eclipse.jetty.server.handler.GracefulHandler;
import org.eclipse.jetty.server.handler.PathMappingsHandler;
import org.eclipse.jetty.server.handler.ResourceHandler;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.resource.ResourceFactory;
import org.jspecify.annotations.Nullable;

/**
 * Serves a model: {@code POST /predict}, {@code GET /health}, {@code GET /metrics}, and a page to
 * try it at {@code /}.
 */
final class PredictionServer implements AutoCloseable {
  /** Those that metrics name; of others there may be any number. */
  private static final Set<String> PATHS =
      Set.of("/", "/predict", "/health", "/health/live", "/metrics");

  /** The page's own files alone, and the picture that a visitor chose. */
  private static final String PAGE_POLICY =
      "default-src 'self'; img-src 'self' blob: data:; base-uri 'none'; form-action 'none';"
          + " frame-ancestors 'none'";

  private final Server server = new Server();
  private final URI address;
  private final Metrics metrics = new Metrics();
  private final Batcher batcher;
  private final SlowHeads slowHeads;

  /**
   * Starts to listen.
   *
   * @param predictor stays its owner's, who closes it after this
   * @param port 0 for any that is free
   * @throws IOException if the host or the port cannot be had
   */
  PredictionServer(MultiHeadPredictor predictor, String host, int port, Limits limits)
      throws IOException {
    KnownNames known = new KnownNames(host, limits.names);
    batcher = new Batcher(predictor, limits, metrics, System::nanoTime);
    ServerConnector connector = listen(host, port, limits);
    slowHeads = new SlowHeads(connector, limits.uploadTime);
    server.addBean(slowHeads);
    known.setHandler(new Handler.Sequence(paths(limits), page()));
    server.setHandler(new GracefulHandler(new Measured(known)));
    server.setErrorHandler(new JsonErrors());
    server.setStopTimeout(limits.stopTime.toMillis());
    try {
      server.start();
    } catch (Exception e) {
      close();
      throw new IOException("cannot listen: " + e.getMessage(), e);
    }
    address = server.getURI();
  }

  private ServerConnector listen(String host, int port, Limits limits) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.addCustomizer(
        (request, headers) -> {
          headers.put("X-Content-Type-Options", "nosniff");
          return request;
        });
    ServerConnector connector = new ServerConnector(server, new HttpConnectionFactory(http));
    connector.setHost(host);
    connector.setPort(port);
    connector.setIdleTimeout(limits.idleTime.toMillis());
    connector.setShutdownIdleTimeout(limits.idleTime.toMillis());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(limits.connections, server));
    return connector;
  }

  private PathMappingsHandler paths(Limits limits) {
    PathMappingsHandler paths = new PathMappingsHandler();
    paths.addMapping(PathSpec.from("/predict"), new PredictHandler(batcher, limits, metrics));
    paths.addMapping(PathSpec.from("/health"), get(this::ready));
    paths.addMapping(PathSpec.from("/health/live"), get(PredictionServer::live));
    paths.addMapping(PathSpec.from("/metrics"), get(this::scrape));
    return paths;
  }

  /** Answers a request without a body. */
  private interface Answer {
    void write(Response response, Callback callback);
  }

  private static Handler get(Answer answer) {
    return new Handler.Abstract.NonBlocking() {
      @Override
      public boolean handle(Request request, Response response, Callback callback) {
        if (HttpMethod.GET.is(request.getMethod()) || HttpMethod.HEAD.is(request.getMethod())) {
          answer.write(response, callback);
        } else {
          response.getHeaders().put(HttpHeader.ALLOW, "GET, HEAD");
          Response.writeError(request, response, callback, HttpStatus.METHOD_NOT_ALLOWED_405);
        }
        return true;
      }
    };
  }

  /** Whoever spreads requests over services leaves out one that has enough to do. */
  private void ready(Response response, Callback callback) {
    boolean ready = batcher.hasRoom();
    int status = ready ? HttpStatus.OK_200 : HttpStatus.SERVICE_UNAVAILABLE_503;
    Json.write(Json.status(ready ? "ready" : "busy"), status, response, callback);
  }

  private static void live(Response response, Callback callback) {
    Json.write(Json.status("live"), HttpStatus.OK_200, response, callback);
  }

  private void scrape(Response response, Callback callback) {
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, Metrics.CONTENT_TYPE);
    Content.Sink.write(response, true, metrics.scrape(), callback);
  }

  private ResourceHandler page() {
    ResourceHandler files =
        new ResourceHandler() {
          @Override
          public boolean handle(Request request, Response response, Callback callback)
              throws Exception {
            response.getHeaders().put("Content-Security-Policy", PAGE_POLICY);
            return super.handle(request, response, callback);
          }
        };
    files.setBaseResource(
        ResourceFactory.of(files).newClassLoaderResource("io/github/twohead/service/page/"));
    files.setCacheControl("no-cache");
    return files;
  }

  /** Tells of every request where it begins and ends. */
  private final class Measured extends EventsHandler {
    Measured(Handler handler) {
      super(handler);
    }

    @Override
    protected void onBeforeHandling(Request request) {
      slowHeads.begin(request);
    }

    @Override
    protected void onComplete(
        Request request, int status, HttpFields headers, @Nullable Throwable failure) {
      slowHeads.end(request);
      String path = Request.getPathInContext(request);
      metrics.request(
          PATHS.contains(path) ? path : "other",
          status,
          NanoTime.since(request.getBeginNanoTime()));
    }
  }

  /** Where it listens. */
  URI address() {
    return address;
  }

  /** Waits until it is closed. */
  void join() throws InterruptedException {
    server.join();
  }

  /**
   * Takes no more requests, and waits for the answers of those that it took.
   *
   * @throws IOException if some are not there in time
   */
  @Override
  public void close() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("stopped before all answers were given", e);
    } finally {
      batcher.close();
      metrics.close();
    }
  }
}
