package org.headgate.mqtt.source.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.TopicFilter;

/**
 * What the operator said about one broker, checked.
 *
 * @param uri {@code mqtt://host:port} or {@code mqtts://host:port}
 */
record Broker(
        String name,
        String uri,
        String host,
        int port,
        boolean tls,
        List<TopicFilter> topics,
        int qos,
        boolean retained,
        String clientId,
        String user,
        String passwordFile,
        String caFile,
        String certificateFile,
        String keyFile,
        Trust trust,
        long sessionSeconds,
        int receiveMaximum,
        int packetBytes,
        int keepAliveSeconds) {
    private static final int PLAIN_PORT = 1883;
    private static final int TLS_PORT = 8883;
    private static final int HOUR = 3600;
    private static final int KIB = 1024;
    private static final int LONGEST_TEXT = 1024;

    /** @throws IllegalArgumentException with what is wrong, for the operator */
    static Broker of(String name, String defaultClientId, MqttSource.Config config) {
        URI url = url(config.url());
        boolean tls = "mqtts".equals(url.getScheme());
        int port = url.getPort() >= 0 ? url.getPort() : tls ? TLS_PORT : PLAIN_PORT;
        if (config.topics().length == 0) {
            throw new IllegalArgumentException("topics is empty: name at least one topic filter");
        }
        if (config.certificate_file().isEmpty() != config.key_file().isEmpty()) {
            throw new IllegalArgumentException("certificate.file and key.file go together: set both or none");
        }
        if (!tls && !config.certificate_file().concat(config.ca_file()).isEmpty()) {
            throw new IllegalArgumentException("certificates are only used with mqtts://, and url is " + config.url());
        }
        return new Broker(
                name,
                url.getScheme() + "://" + url.getHost() + ":" + port,
                url.getHost(),
                port,
                tls,
                List.of(config.topics()).stream().map(TopicFilter::of).toList(),
                within("qos", config.qos(), 0, 2),
                config.retained(),
                config.client_id().isEmpty() ? defaultClientId : text("client.id", config.client_id()),
                text("user", config.user()),
                config.password_file(),
                config.ca_file(),
                config.certificate_file(),
                config.key_file(),
                Trust.of(within("trust", config.trust(), 0, 1)),
                (long) within("session.hours", config.session_hours(), 0, 1_000_000) * HOUR,
                within("receive.maximum", config.receive_maximum(), 1, 65_535),
                within("packet.kib", config.packet_kib(), 1, 256 * KIB) * KIB,
                within("keep.alive.seconds", config.keep_alive_seconds(), 1, 65_535));
    }

    /** What may wait here at most: all that the broker may send before it is acknowledged. */
    long waitingBytes() {
        return (long) receiveMaximum * packetBytes;
    }

    private static URI url(String text) {
        try {
            URI url = new URI(text.strip());
            boolean scheme = "mqtt".equals(url.getScheme()) || "mqtts".equals(url.getScheme());
            if (scheme
                    && url.getHost() != null
                    && url.getUserInfo() == null
                    && url.getRawPath().isEmpty()) {
                return url;
            }
        } catch (URISyntaxException e) {
            // said below, together with all else that is wrong with it
        }
        throw new IllegalArgumentException("url is '" + text.replaceFirst("//.*@", "//…@")
                + "', wanted is mqtt://host:port or mqtts://host:port, without user, password or path");
    }

    private static String text(String key, String value) {
        if (value.length() > LONGEST_TEXT) {
            throw new IllegalArgumentException(key + " has more than " + LONGEST_TEXT + " characters");
        }
        return value;
    }

    private static int within(String key, int value, int least, int most) {
        if (value < least || value > most) {
            throw new IllegalArgumentException(key + " is " + value + ", wanted is " + least + " to " + most);
        }
        return value;
    }
}
