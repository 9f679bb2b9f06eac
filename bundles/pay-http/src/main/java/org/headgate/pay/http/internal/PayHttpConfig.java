package org.headgate.pay.http.internal;

import org.osgi.service.metatype.annotations.AttributeDefinition;
import org.osgi.service.metatype.annotations.ObjectClassDefinition;

/** Configuration of {@code pay-http}. */
@ObjectClassDefinition(name = "Pay over HTTP", description = "Sells feeds over HTTP, by x402.")
@interface PayHttpConfig {
    @AttributeDefinition(name = "Port", description = "TCP port; 0 for any free one, -1 for none.")
    int port() default -1;

    @AttributeDefinition(
            name = "Address",
            description = "Address to listen on. Whoever reaches it may read offers and pay.")
    String address() default "127.0.0.1";

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
            name = "Public address",
            description =
                    "URL under which buyers reach this, for example https://shop.example. Empty: the one that the buyer used.")
    String public_url() default "";

    @AttributeDefinition(
            name = "Broker",
            description =
                    "URLs that buyers of passes are told to connect to, for example mqtts://shop.example:8883. Empty: the host that the buyer used, with the ports of mqtt-door.")
    String[] broker_url() default {};

    @AttributeDefinition(name = "Connections", description = "Open connections at most.")
    int connections_max() default 128;

    @AttributeDefinition(
            name = "Connections of a host",
            description = "Open connections of one address other than loopback at most.")
    int connections_host_max() default 32;

    @AttributeDefinition(name = "Headers", description = "KiB of all headers of one request at most.", min = "4")
    int header_kib() default 17;

    @AttributeDefinition(
            name = "Body",
            description = "KiB of the body of one request at most.",
            min = "1",
            max = "1024")
    int body_kib() default 144;

    @AttributeDefinition(
            name = "Request time",
            description = "Seconds within which a request must have come, and an answer must be taken.",
            min = "1")
    int request_seconds() default 20;

    @AttributeDefinition(
            name = "Answer time",
            description = "Seconds after which a buyer is told to ask again; what was begun goes on.",
            min = "1")
    int answer_seconds() default 120;
}
