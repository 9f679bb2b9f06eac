package org.headgate.lora.source.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import org.headgate.api.status.Problem;
import org.headgate.api.status.Report;
import org.jspecify.annotations.Nullable;

/** The configuration of the place, and who tells it. */
final class Placing {
    private final Whereabouts whereabouts;
    private final @Nullable Gnss gnss;
    private final String server;
    private final @Nullable Problem problem;

    private Placing(Whereabouts whereabouts, @Nullable Gnss gnss, String server, @Nullable Problem problem) {
        this.whereabouts = whereabouts;
        this.gnss = gnss;
        this.server = server;
        this.problem = problem;
    }

    static Placing of(LoraSource.Config config, @Nullable Listener loop) {
        Whereabouts whereabouts = new Whereabouts();
        String server = config.place_gnss().strip();
        try {
            if (!config.place().isBlank()) {
                whereabouts.set(Place.parse(config.place()), "configuration");
            }
        } catch (IllegalArgumentException e) {
            return new Placing(
                    whereabouts,
                    null,
                    server,
                    unreadable("place", e.getMessage(), "write latitude, longitude, altitude in m, accuracy in m"));
        }
        if (server.isEmpty() || loop == null) {
            return new Placing(whereabouts, null, server, null);
        }
        try {
            int colon = server.lastIndexOf(':');
            InetAddress address = InetAddress.getByName(server.substring(0, Math.max(0, colon)));
            int port = Integer.parseInt(server.substring(colon + 1));
            Gnss gnss = new Gnss(new InetSocketAddress(address, port), loop, whereabouts);
            return new Placing(whereabouts, gnss, server, null);
        } catch (UnknownHostException | IllegalArgumentException e) {
            return new Placing(
                    whereabouts,
                    null,
                    server,
                    unreadable(
                            "place.gnss",
                            "'" + server + "' is no address and port",
                            "write where gpsd or an NMEA server listens, for example 127.0.0.1:2947"));
        }
    }

    private static Problem unreadable(String key, @Nullable String why, String remedy) {
        return new Problem("place_unreadable", "lora-source." + key + " is not taken: " + why, remedy, false);
    }

    /** Only on the loop. @param now milliseconds since the epoch */
    void tell(@Nullable Entrance entrance, long now, long nanos) {
        if (gnss != null) {
            gnss.look(nanos);
        }
        Whereabouts.Known known = whereabouts.known();
        if (entrance != null && known != null) {
            entrance.place(known, now, nanos);
        }
    }

    void report(Report.Builder report) {
        Whereabouts.Known known = whereabouts.known();
        if (known != null) {
            report.fact("lora-source.place", known.toString());
        }
        if (problem != null) {
            report.problem(problem);
        }
        if (gnss != null && !gnss.isConnected()) {
            report.problem(new Problem(
                    "gnss_absent",
                    "nobody tells where this is at " + server,
                    "start gpsd, or correct lora-source.place.gnss; it is tried every half minute",
                    false));
        }
    }

    void close() {
        if (gnss != null) {
            gnss.close();
        }
    }
}
