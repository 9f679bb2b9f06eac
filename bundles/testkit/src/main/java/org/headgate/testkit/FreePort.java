package org.headgate.testkit;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** A port of loopback for a program that cannot be told to take a free one, or that is to come back on the same. */
public final class FreePort {
    /** Below those that systems give to connections (RFC 6335 §6, and Linux from 32768 on): nobody else gets it by chance until the program has it. */
    private static final int FROM = 20_000;

    private static final int TO = 32_000;

    private FreePort() {}

    public static int find() throws IOException {
        for (int tries = 0; ; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                if (tries == 100) {
                    throw e;
                }
            }
        }
    }
}
