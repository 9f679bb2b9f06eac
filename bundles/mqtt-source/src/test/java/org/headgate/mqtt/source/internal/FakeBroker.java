package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/** Answers whatever comes first with the same bytes, and says nothing more: what no Mosquitto can be made to say. */
final class FakeBroker implements AutoCloseable {
    private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());

    FakeBroker(byte[] answer) throws IOException {
        Thread thread = new Thread(() -> serve(answer), "fake-broker");
        thread.setDaemon(true);
        thread.start();
    }

    int port() {
        return server.getLocalPort();
    }

    private void serve(byte[] answer) {
        while (!server.isClosed()) {
            try (Socket client = server.accept()) {
                client.getInputStream().read(new byte[4096]);
                client.getOutputStream().write(answer);
                client.getInputStream().readAllBytes();
            } catch (IOException e) {
                // That client is gone; the next one.
            }
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
