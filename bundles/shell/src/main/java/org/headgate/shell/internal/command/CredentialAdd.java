package org.headgate.shell.internal.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.device.DeviceCredentials.Credential;
import org.headgate.api.device.DeviceCredentials.Issued;
import org.headgate.api.device.DeviceCredentials.Type;
import org.headgate.shell.internal.service.GatewayStatus;
import org.headgate.shell.internal.text.Json;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "add",
        description = {
            "Makes a random secret for a device, in place of an old one.",
            "Shows it once, and writes it to a file of mode 0600: for a password, an options file for",
            "mosquitto_pub; for a pre-shared key (CoAP over DTLS), the identity and the key, a line each.",
            "Or admits a device that has a key pair of its own: by its public key, or by a certificate with",
            "NAME as common name, signed by an authority that the listener trusts. Nothing is written then."
        },
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "Example:",
            "  headgate device credential add kitchen --publish \"zigbee2mqtt/#\"",
            "  headgate device credential add meter-1 --type psk",
            "  headgate device credential add meter-2 --type public-key --key meter-2.pem"
        })
final class CredentialAdd extends Command {
    private static final int MQTT_PORT = 1883;

    @Parameters(paramLabel = "NAME", description = "User name, or PSK identity.")
    private String name = "";

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            defaultValue = "password",
            description = "password, psk, public-key or certificate (default: ${DEFAULT-VALUE}).")
    private Type type = Type.PASSWORD;

    @Option(
            names = "--key",
            paramLabel = "FILE",
            description = "With --type public-key: the device's public key, or a certificate with it, in PEM form.")
    private String key = "";

    @Option(
            names = "--publish",
            paramLabel = "FILTER",
            description = "Topics or paths that it may send to; may be repeated (default: all that intake takes).")
    private List<String> publish = new ArrayList<>();

    @Option(
            names = "--subscribe",
            paramLabel = "FILTER",
            description = "Topics that it may read; may be repeated (default: none).")
    private List<String> subscribe = new ArrayList<>();

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the file (default: credentials/NAME in the home).")
    private String out = "";

    @Option(names = "--json", description = "One line of JSON instead of words.")
    private boolean json;

    CredentialAdd(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, IOException, InterruptedException {
        if (key.isEmpty() == (type == Type.PUBLIC_KEY)) {
            throw Refusal.usage("--type public-key and --key go together", "give both or none");
        }
        DeviceCredentials credentials = session.need(DeviceCredentials.class);
        if (type == Type.PUBLIC_KEY || type == Type.CERTIFICATE) {
            admitted(session.await(
                    type == Type.CERTIFICATE
                            ? credentials.admitCertificate(name, publish, subscribe)
                            : credentials.admitKey(name, PublicKeyFile.read(session.path(key)), publish, subscribe)));
            return 0;
        }
        Issued issued = session.await(credentials.issue(name, type, publish, subscribe));
        Path folder = out.isEmpty()
                ? session.gateway().home().root().resolve("credentials").resolve(MosquittoOptions.fileName(name))
                : session.path(out);
        if (!json) {
            session.out().println((type == Type.PSK ? "Identity " : "User name ") + issued.name());
            session.out().println((type == Type.PSK ? "Key" : "Password") + ", shown only now: " + issued.secret());
        }
        answer(issued, folder);
        return 0;
    }

    private void admitted(Credential credential) {
        if (json) {
            session.out()
                    .println(Json.line(Map.of("name", credential.name(), "type", FeedText.word(credential.type()))));
        } else {
            session.out()
                    .println("Admitted: who shows that " + (type == Type.CERTIFICATE ? "certificate" : "key") + " is "
                            + credential.name() + ".");
        }
    }

    private void answer(Issued issued, Path folder) throws IOException, Refusal {
        MosquittoOptions options = options(issued);
        Path file;
        if (type == Type.PASSWORD) {
            file = options.write(session, folder);
        } else {
            file = folder.resolve("psk");
            session.file(
                    file,
                    true,
                    body -> body.write(
                            (issued.name() + "\n" + issued.secret() + "\n").getBytes(StandardCharsets.UTF_8)));
        }
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>();
            answer.put("name", issued.name());
            answer.put("type", FeedText.word(issued.type()));
            answer.put("secret", issued.secret());
            answer.put("file", file.toString());
            session.out().println(Json.line(answer));
            return;
        }
        session.out().println("In the file: " + file);
        if (type == Type.PASSWORD) {
            session.out().println("Try it, with a topic and a payload of the device:");
            session.out().println("  " + options.line(folder) + " -t TOPIC -m PAYLOAD");
        }
    }

    private MosquittoOptions options(Issued issued) {
        int port = GatewayStatus.of(session.gateway()).ports().getOrDefault("mqtt-door", MQTT_PORT);
        return new MosquittoOptions("mosquitto_pub")
                .add("-h", "127.0.0.1")
                .add("-p", port)
                .add("-u", issued.name())
                .add("-P", issued.secret())
                .add("-V", "mqttv5")
                .add("-q", 1);
    }
}
