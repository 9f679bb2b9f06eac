package org.headgate.mqtt.source.internal;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Set;
import javax.net.ssl.SSLException;
import org.headgate.api.status.Problem;

/** Why a link is not up, in words for the operator. */
final class Failure {
    private static final int UNSUPPORTED_VERSION = 0x84;
    private static final int CLIENT_ID_INVALID = 0x85;
    private static final int BAD_PASSWORD = 0x86;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int BANNED = 0x8A;
    private static final int NORMAL = 0;
    private static final int UNAVAILABLE = 0x88;
    private static final int BUSY = 0x89;
    private static final int SHUTTING_DOWN = 0x8B;
    private static final int TAKEN_OVER = 0x8E;
    private static final int LONGEST_TEXT = 200;
    private static final Set<String> NEEDS_A_PERSON = Set.of(
            "sign_in_refused",
            "no_mqtt_5",
            "client_id_refused",
            "client_id_shared",
            "broker_refused",
            "tls_failed",
            "tls_files_unusable");

    private Failure() {}

    /** Whether trying again soon would only fill the broker's log. */
    static boolean needsAPerson(Problem problem) {
        return NEEDS_A_PERSON.contains(problem.code());
    }

    /**
     * Why a connection ended.
     *
     * @param admitted whether the broker had let us in
     * @param open whether TCP and TLS were there
     */
    static Problem of(Broker broker, Exception cause, boolean admitted, boolean open) {
        if (cause instanceof UnknownHostException) {
            return problem(
                    broker,
                    "host_unknown",
                    "its host name is not known",
                    "check the name in url, and the router's DNS");
        }
        if (cause instanceof SSLException && !admitted) {
            return problem(
                    broker,
                    "tls_failed",
                    "TLS failed: " + cause.getMessage(),
                    "check ca.file (the authority that signed the broker's certificate), the host name in url, and certificate.file");
        }
        if (cause instanceof ConnectException
                || cause instanceof NoRouteToHostException
                || cause instanceof SocketTimeoutException) {
            return problem(
                    broker,
                    "broker_down",
                    "it does not answer: " + cause.getMessage(),
                    "start the broker, or check url and firewall");
        }
        if (cause instanceof RuntimeException) {
            return problem(
                    broker,
                    "source_fault",
                    "reading it failed here: " + cause,
                    "report it, with a support-bundle; the connection is made anew by itself");
        }
        if (cause instanceof ProtocolException) {
            return problem(
                    broker,
                    "broker_malformed",
                    "it sent " + cause.getMessage(),
                    "check that url names an MQTT broker; where it does, update the broker");
        }
        if (open && !admitted) {
            return problem(
                    broker,
                    "connect_unanswered",
                    "it closed the connection without an answer to CONNECT",
                    "check that url names an MQTT port, and mqtts:// where that port is TLS; see the broker's log");
        }
        return problem(
                broker,
                "connection_lost",
                "the connection broke",
                "nothing, unless it goes on: then see the broker's log");
    }

    static Problem silent(Broker broker) {
        return problem(
                broker,
                "broker_silent",
                "it does not answer within the time (keep alive " + broker.keepAliveSeconds() + " s)",
                "check the network between, and whether the broker hangs");
    }

    static Problem unsteady(Broker broker, Problem last, int losses) {
        return problem(
                broker,
                "connection_unsteady",
                "lost " + losses + " times, each time soon after it was made; last: " + last.code(),
                "see whether another client uses client id '" + broker.clientId() + "', and the broker's log");
    }

    /** @param text the broker's own words, or "" */
    static Problem refused(Broker broker, int code, String text) {
        return switch (code) {
            case BAD_PASSWORD, NOT_AUTHORIZED, BANNED ->
                problem(
                        broker,
                        "sign_in_refused",
                        "it refuses user '" + broker.user() + "' (reason 0x" + Integer.toHexString(code) + ")"
                                + quoted(text),
                        "check user and the content of password.file, or give this user rights in the broker");
            case UNSUPPORTED_VERSION ->
                problem(broker, "no_mqtt_5", "it does not speak MQTT 5", "update the broker (Mosquitto 1.6 or later)");
            case CLIENT_ID_INVALID ->
                problem(
                        broker,
                        "client_id_refused",
                        "it refuses client id '" + broker.clientId() + "'",
                        "set client.id to one that the broker allows");
            case NORMAL, UNAVAILABLE, BUSY, SHUTTING_DOWN ->
                problem(
                        broker,
                        "broker_down",
                        "it is stopping, or busy (reason 0x" + Integer.toHexString(code) + ")" + quoted(text),
                        "start the broker; it is tried again by itself");
            case TAKEN_OVER ->
                problem(
                        broker,
                        "client_id_shared",
                        "another client signed in with client id '" + broker.clientId() + "'",
                        "give each gateway a client.id of its own");
            default ->
                problem(
                        broker,
                        "broker_refused",
                        "it ended the connection with reason 0x" + Integer.toHexString(code) + quoted(text),
                        "see the broker's log");
        };
    }

    /** What a stranger says goes into the status: short, in one line. */
    private static String quoted(String text) {
        String line = text.replaceAll("[\\p{C}\\p{Z}]+", " ").strip();
        return line.isEmpty() ? "" : ": '" + line.substring(0, Math.min(LONGEST_TEXT, line.length())) + "'";
    }

    static Problem problem(Broker broker, String code, String reason, String remedy) {
        return new Problem(code, "broker " + broker.name() + " (" + broker.uri() + "): " + reason, remedy, true);
    }
}
