package io.github.twohead.djl.internal.pretrained;

import com.google.common.hash.Hashing;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;

/** A server on this machine of one file, whose name holds the start of its SHA-256. */
public final class FileServer implements AutoCloseable {
  private final byte[] content;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final AtomicInteger requests = new AtomicInteger();
  private volatile HttpHandler answer = this::send;

  public FileServer(byte[] content) throws IOException {
    this.content = content;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::handle);
    server.start();
  }

  public String name() {
    return "net-" + Hashing.sha256().hashBytes(content).toString().substring(0, 10) + ".pth";
  }

  public URI url() {
    return URI.create("http://localhost:" + server.getAddress().getPort() + "/models/" + name());
  }

  public int requests() {
    return requests.get();
  }

  /** Answers otherwise than with the file. */
  void answer(HttpHandler otherwise) {
    answer = otherwise;
  }

  private void handle(HttpExchange exchange) throws IOException {
    requests.incrementAndGet();
    try (exchange) {
      answer.handle(exchange);
    }
  }

  void send(HttpExchange exchange) throws IOException {
    exchange.sendResponseHeaders(200, content.length);
    exchange.getResponseBody().write(content);
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
