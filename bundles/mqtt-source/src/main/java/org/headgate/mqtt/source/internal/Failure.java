package org.headgate.mqtt.source.internal;

import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.security.GeneralSecurityException;
import javax.net.ssl.SSLException;
import org.eclipse.paho.mqttv5.client.MqttClientException;
import org.eclipse.paho.mqttv5.common.MqttException;
import org.headgate.api.status.Problem;

/** Why a link is not up, in words for the operator. */
final class Failure {
    private static final int UNSUPPORTED_VERSION = 0x84;
    private static final int CLIENT_ID_INVALID = 0x85;
    private static final int BAD_PASSWORD = 0x86;
    private static final int NOT_AUTHORIZED = 0x87;
    private static final int BANNED = 0x8A;
    private static final int TAKEN_OVER = 0x8E;
    private static final int FIRST_OF_BROKER = 0x80;
    private static final int LAST_OF_BROKER = 0xA2;

    private Failure() {}

    static Problem of(Broker broker, MqttException cause) {
        int code = cause.getReasonCode();
        Throwable inner = cause.getCause();
        if (inner instanceof UnknownHostException) {
            return problem(
                    broker,
                    "host_unknown",
                    "its host name is not known",
                    "check the name in url, and the router's DNS");
        }
        if (inner instanceof SSLException || inner instanceof GeneralSecurityException) {
            return problem(
                    broker,
                    "tls_failed",
                    "TLS failed: " + inner.getMessage(),
                    "check ca.file (the authority that signed the broker's certificate), the host name in url, and certificate.file");
        }
        if (inner instanceof ConnectException || inner instanceof SocketTimeoutException) {
            return problem(
                    broker,
                    "broker_down",
                    "it does not answer: " + inner.getMessage(),
                    "start the broker, or check url and firewall");
        }
        if (inner instanceof IOException || code == MqttClientException.REASON_CODE_CONNECTION_LOST) {
            return problem(
                    broker,
                    "connection_lost",
                    "the connection broke",
                    "nothing, unless it goes on: then see the broker's log");
        }
        if (code == MqttClientException.REASON_CODE_CLIENT_TIMEOUT
                || code == MqttClientException.REASON_CODE_WRITE_TIMEOUT) {
            return silent(broker);
        }
        return code >= FIRST_OF_BROKER && code <= LAST_OF_BROKER
                ? refused(broker, code)
                : problem(broker, "connection_lost", "Paho gave up with code " + code, "see the broker's log");
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

    static Problem refused(Broker broker, int code) {
        return switch (code) {
            case BAD_PASSWORD, NOT_AUTHORIZED, BANNED ->
                problem(
                        broker,
                        "sign_in_refused",
                        "it refuses user '" + broker.user() + "' (reason 0x" + Integer.toHexString(code) + ")",
                        "check user and the content of password.file, or give this user rights in the broker");
            case UNSUPPORTED_VERSION ->
                problem(broker, "no_mqtt_5", "it does not speak MQTT 5", "update the broker (Mosquitto 1.6 or later)");
            case CLIENT_ID_INVALID ->
                problem(
                        broker,
                        "client_id_refused",
                        "it refuses client id '" + broker.clientId() + "'",
                        "set client.id to one that the broker allows");
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
                        "it ended the connection with reason 0x" + Integer.toHexString(code),
                        "see the broker's log");
        };
    }

    static Problem problem(Broker broker, String code, String reason, String remedy) {
        return new Problem(code, "broker " + broker.name() + " (" + broker.uri() + "): " + reason, remedy, true);
    }
}
