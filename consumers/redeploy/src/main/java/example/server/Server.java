package example.server;

import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import org.apache.catalina.Context;
import org.apache.catalina.Wrapper;
import org.apache.catalina.startup.Tomcat;

/**
 * Deploys a web application three times, and prints what it answers and whether its class loader
 * goes.
 *
 * <p>Arguments: the application's folder, a folder for Tomcat, a model, a photo.
 */
public final class Server {
  private static final int ROUNDS = 3;

  public static void main(String[] args) throws Exception {
    Path application = Path.of(args[0]).toAbsolutePath();
    Tomcat tomcat = new Tomcat();
    tomcat.setBaseDir(Path.of(args[1]).toAbsolutePath().toString());
    tomcat.setPort(0);
    tomcat.getConnector();
    tomcat.getHost();
    tomcat.start();
    for (int round = 1; round <= ROUNDS; round++) {
      Context context = deploy(tomcat, application, args[2]);
      System.out.println("deployment " + round + ": " + ask(tomcat, Path.of(args[3])));
      WeakReference<ClassLoader> loader = new WeakReference<>(context.getLoader().getClassLoader());
      tomcat.getHost().removeChild(context);
      context.destroy();
      context = null;
      System.out.println("class loader " + round + ": " + (isGone(loader) ? "gone" : "stays"));
    }
    tomcat.stop();
    System.exit(0);
  }

  private static Context deploy(Tomcat tomcat, Path application, String model) {
    Context context = tomcat.addContext("/application", application.toString());
    Wrapper servlet = Tomcat.addServlet(context, "answer", "example.web.AnswerServlet");
    servlet.addInitParameter("model", model);
    servlet.addMapping("/answer");
    return context;
  }

  /** The probability, or why there is none. */
  private static String ask(Tomcat tomcat, Path photo) throws Exception {
    int port = tomcat.getConnector().getLocalPort();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create("http://localhost:" + port + "/application/answer"))
            .POST(BodyPublishers.ofFile(photo))
            .build();
    HttpResponse<String> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofString());
    return response.statusCode() == 200 ? response.body() : "refused, " + response.statusCode();
  }

  private static boolean isGone(WeakReference<?> loader) throws InterruptedException {
    for (int i = 0; i < 20 && loader.get() != null; i++) {
      System.gc();
      Thread.sleep(100);
    }
    return loader.get() == null;
  }
}
