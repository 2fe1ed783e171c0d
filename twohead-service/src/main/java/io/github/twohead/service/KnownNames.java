package io.github.twohead.service;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Refuses requests for names that are not the service's: a page of another site may let its own
 * name lead to this machine, and then read what is answered to it (DNS rebinding).
 */
final class KnownNames extends Handler.Wrapper {
  private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
  private final boolean any;

  /**
   * Takes all names if none are given and others than this machine can reach the service.
   *
   * @throws IOException if there is no such host
   */
  KnownNames(String host, Set<String> given) throws IOException {
    names.addAll(List.of("localhost", "127.0.0.1", "[::1]", host));
    names.addAll(given);
    any = given.isEmpty() && !InetAddress.getByName(host).isLoopbackAddress();
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) throws Exception {
    if (any || names.contains(Request.getServerName(request))) {
      return super.handle(request, response, callback);
    }
    String why = "this service answers to " + String.join(", ", names) + ": see --name";
    Response.writeError(request, response, callback, HttpStatus.MISDIRECTED_REQUEST_421, why);
    return true;
  }
}
