package org.headgate.mqtt.door.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;
import org.osgi.service.metatype.annotations.Option;

/** Configuration of {@code mqtt-door}. */
@ObjectClassDefinition(name = "MQTT door", description = "The MQTT 5 and 3.1.1 server.")
@interface DoorConfig {
    @AttributeDefinition(name = "Port", description = "TCP port; 0 for any free one, -1 for none.")
    int port() default 1883;

    @AttributeDefinition(
            name = "Address",
            description = "Address to listen on. On any but loopback, devices need a name and a password.")
    String address() default "127.0.0.1";

    @AttributeDefinition(
            name = "Anonymous devices",
            description = "Whether devices may come without credentials; on loopback only.")
    boolean anonymous() default true;

    @AttributeDefinition(name = "TLS port", description = "TCP port for TLS; 0 for any free one, -1 for none.")
    int tls_port() default -1;

    @AttributeDefinition(
            name = "TLS certificates",
            description = "Files with PEM certificate chains. A client gets the one for the name that it asks for"
                    + " (SNI), or else the first.")
    String[] tls_certificate_file() default {};

    @AttributeDefinition(
            name = "TLS keys",
            description = "Files with the PEM private keys (PKCS#8, not encrypted), in the order of the certificates.")
    String[] tls_key_file() default {};

    @AttributeDefinition(
            name = "TLS client certificates",
            description = "Whether a client shows a certificate.",
            options = {
                @Option(label = "none is asked for", value = "none"),
                @Option(label = "who shows none signs in otherwise", value = "optional"),
                @Option(label = "who shows none is refused", value = "required")
            })
    String tls_client() default "none";

    @AttributeDefinition(
            name = "TLS client authorities",
            description = "File with the PEM certificates of who may issue clients' certificates. Keys that were"
                    + " admitted by themselves need no authority.")
    String tls_client_ca_file() default "";

    @AttributeDefinition(
            name = "WebSocket port",
            description = "TCP port for MQTT over WebSocket; 0 for any free one, -1 for none.")
    int websocket_port() default -1;

    @AttributeDefinition(
            name = "WebSocket port with TLS",
            description = "TCP port for MQTT over WebSocket with TLS; 0 for any free one, -1 for none.")
    int websocket_tls_port() default -1;

    @AttributeDefinition(
            name = "WebSocket origins",
            description =
                    "Web pages that may connect, for example https://shop.example; * for all. Where devices may come"
                            + " without a password, none but these and those that this machine serves itself under an"
                            + " address or as localhost; else any, if none is listed.")
    String[] websocket_origins() default {};

    @AttributeDefinition(name = "Connections", description = "Open connections at most.")
    int connections_max() default 10_000;

    @AttributeDefinition(name = "Packet size", description = "Largest packet taken, in KiB.")
    int packet_kib() default 1024;

    @AttributeDefinition(
            name = "Receive maximum",
            description = "Messages of QoS 1 and 2 that an MQTT 5 client may have under way (1 to 65535).")
    int receive_maximum() default 64;

    @AttributeDefinition(
            name = "Send window",
            description = "Messages of QoS 1 and 2 under way to one client at most, even if it allows more.")
    int send_window() default 64;

    @AttributeDefinition(
            name = "In flight",
            description = "KiB of one connection that are not stored yet; above, its reads are paused.")
    int inflight_kib() default 1024;

    @AttributeDefinition(
            name = "In flight, all",
            description = "MiB of all connections that are not stored yet; above, publishers are paused.")
    int inflight_mib() default 32;

    @AttributeDefinition(name = "Sessions", description = "Sessions kept at most, connected or not.")
    int sessions_max() default 20_000;

    @AttributeDefinition(name = "Session expiry", description = "Hours that a session outlives its connection at most.")
    int session_expiry_hours() default 168;

    @AttributeDefinition(name = "Subscriptions", description = "Subscriptions of one client at most.")
    int subscriptions_max() default 1000;

    @AttributeDefinition(
            name = "Subscriptions, all",
            description = "MiB that the subscriptions of all clients take; more are refused.")
    int subscriptions_mib() default 32;

    @AttributeDefinition(
            name = "Queue",
            description = "KiB of ordinary messages that wait for one client; more are dropped and counted.")
    int queue_kib() default 1024;

    @AttributeDefinition(
            name = "Queue, all",
            description = "MiB of ordinary messages that wait for all clients; more are dropped and counted.")
    int queue_mib() default 16;

    @AttributeDefinition(
            name = "Retained",
            description = "MiB of retained messages; more are not retained, and counted.")
    int retained_mib() default 16;

    @AttributeDefinition(
            name = "Keep alive",
            description =
                    "Seconds that an MQTT 5 client is told where it asks for more or for none; 0 leaves it to the client.")
    int keepalive_seconds() default 0;

    @AttributeDefinition(name = "Connect time", description = "Seconds within which CONNECT must have come.")
    int connect_seconds() default 10;

    @AttributeDefinition(
            name = "Another server",
            description =
                    "Where MQTT 5 clients are sent when the door stops, for example other.example:1883. Empty: nowhere.")
    String redirect_to() default "";

    @AttributeDefinition(
            name = "Moved for good",
            description = "Whether nobody is let in any more, but sent to the other server.")
    boolean redirect_always() default false;
}
