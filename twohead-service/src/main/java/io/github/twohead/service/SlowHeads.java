package io.github.twohead.service;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.NanoTime;
import org.eclipse.jetty.util.component.AbstractLifeCycle;

/**
 * Closes connections that for too long brought no whole head of a request, though none is under
 * way: bytes that come now and then keep a connection from its idle time. While the service stops,
 * a second is too long: nothing but requests under way is waited for.
 */
final class SlowHeads extends AbstractLifeCycle {
  private static final Duration MOST_AT_STOP = Duration.ofSeconds(1);

  private final ServerConnector connector;
  private final Duration most;
  private final Set<EndPoint> underWay = ConcurrentHashMap.newKeySet();
  private Map<EndPoint, Seen> seen = Map.of();

  /** How many requests a connection had brought, since a time. */
  private record Seen(long requests, long since) {}

  SlowHeads(ServerConnector connector, Duration most) {
    this.connector = connector;
    this.most = most;
  }

  /** A request's head is there. */
  void begin(Request request) {
    underWay.add(endPoint(request));
  }

  /** A request is answered, and all of it was read, or cannot be. */
  void end(Request request) {
    underWay.remove(endPoint(request));
  }

  private static EndPoint endPoint(Request request) {
    return request.getConnectionMetaData().getConnection().getEndPoint();
  }

  @Override
  protected void doStart() {
    lookSoon();
  }

  private void lookSoon() {
    connector.getScheduler().schedule(this::look, 1, TimeUnit.SECONDS);
  }

  private void look() {
    long longest = (connector.isShutdown() ? MOST_AT_STOP : most).toNanos();
    Map<EndPoint, Seen> now = new HashMap<>();
    for (EndPoint one : connector.getConnectedEndPoints()) {
      Seen last = last(one);
      if (NanoTime.since(last.since()) > longest) {
        one.close();
      } else {
        now.put(one, last);
      }
    }
    seen = now;
    if (isRunning()) {
      lookSoon();
    }
  }

  private Seen last(EndPoint one) {
    long requests = one.getConnection().getMessagesIn();
    Seen last = seen.get(one);
    return last == null || underWay.contains(one) || last.requests() != requests
        ? new Seen(requests, NanoTime.now())
        : last;
  }
}
