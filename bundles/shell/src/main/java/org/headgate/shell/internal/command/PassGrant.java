package org.headgate.shell.internal.command;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import org.headgate.api.feed.Feeds;
import org.headgate.api.market.Passes;
import org.headgate.shell.internal.service.GatewayStatus;
import org.headgate.shell.internal.text.Json;
import picocli.CommandLine;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "grant",
        description = {
            "Lets a buyer read a feed for a time.",
            "Shows the token once, writes an options file of mode 0600 for mosquitto_sub, and prints the line",
            "that uses it."
        },
        sortOptions = false,
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "Example:",
            "  headgate pass grant greenhouse --buyer anna --for 30d",
            "  headgate pass grant greenhouse --buyer anna --for 30d --host gw.example.org --tls --out anna"
        })
final class PassGrant extends Command {
    private static final int SESSION_SECONDS = 604_800;
    private static final int MQTT_PORT = 1883;

    @Parameters(paramLabel = "FEED", description = "The feed's id.")
    private String feed = "";

    @Option(names = "--buyer", required = true, paramLabel = "NAME", description = "A name for your own books.")
    private String buyer = "";

    @Option(names = "--for", required = true, paramLabel = "TIME", description = "How long, for example 30d or 12h.")
    private Duration duration = Duration.ZERO;

    @Option(
            names = "--out",
            paramLabel = "DIR",
            description = "Folder for the options file (default: passes/PASS in the home).")
    private String out = "";

    @Option(
            names = "--host",
            paramLabel = "NAME",
            defaultValue = "127.0.0.1",
            description = "Where the buyer reaches this gateway (default: ${DEFAULT-VALUE}).")
    private String host = "";

    @Option(names = "--tls", description = "The buyer connects to the TLS listener, with the system's certificates.")
    private boolean tls;

    @Option(names = "--cafile", paramLabel = "FILE", description = "As --tls, with this certificate at the buyer's.")
    private String cafile = "";

    @Option(names = "--json", description = "One line of JSON instead of words.")
    private boolean json;

    PassGrant(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, IOException, InterruptedException {
        Passes passes = session.need(Passes.class);
        if (session.gateway().find(Feeds.class).isPresent()) {
            FeedShow.find(session, feed);
        }
        int port = port();
        Passes.Granted granted = session.await(passes.grant(feed, buyer, duration));
        Passes.Pass pass = granted.pass();
        Path folder = out.isEmpty()
                ? session.gateway().home().root().resolve("passes").resolve(MosquittoOptions.fileName(pass.id()))
                : session.path(out);
        MosquittoOptions options = options(granted, port);
        if (!json) {
            session.out()
                    .println("Pass " + pass.id() + ": " + buyer + " reads " + feed + " until "
                            + session.times().at(pass.until()) + ".");
            session.out().println("Token, shown only now: " + granted.token());
        }
        Path file = options.write(session, folder);
        answer(granted, file, options.line(folder));
        return 0;
    }

    private void answer(Passes.Granted granted, Path file, String line) {
        if (json) {
            Map<String, Object> answer = new LinkedHashMap<>(PassList.json(granted.pass()));
            answer.put("token", granted.token());
            answer.put("file", file.toString());
            answer.put("line", line);
            session.out().println(Json.line(answer));
            return;
        }
        session.out().println("Options file, for the buyer alone: " + file);
        session.out().println("Receive the records with:");
        session.out().println("  " + line);
    }

    private int port() throws Refusal {
        Map<String, Integer> ports = GatewayStatus.of(session.gateway()).ports();
        if (tls || !cafile.isEmpty()) {
            Integer port = ports.get("mqtt-door.tls");
            if (port == null) {
                throw new Refusal(
                        "the MQTT door has no TLS listener",
                        "set mqtt-door.tls.* in conf/mqtt-door.cfg (docs/mqtt.md), or grant without --tls");
            }
            return port;
        }
        return ports.getOrDefault("mqtt-door", MQTT_PORT);
    }

    private MosquittoOptions options(Passes.Granted granted, int port) {
        MosquittoOptions options = new MosquittoOptions("mosquitto_sub")
                .add("-h", host)
                .add("-p", port)
                .add("-u", granted.pass().id())
                .add("-P", granted.token())
                .add("-V", "mqttv5")
                .add("-i", "headgate-" + granted.pass().id())
                .add("-c")
                .add("-x", SESSION_SECONDS)
                .add("-q", 1)
                .add("-t", "feeds/" + feed + "/records");
        if (!cafile.isEmpty()) {
            options.add("--cafile", cafile);
        } else if (tls) {
            options.add("--tls-use-os-certs");
        }
        return options;
    }
}
