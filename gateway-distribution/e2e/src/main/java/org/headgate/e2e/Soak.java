package org.headgate.e2e;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The full forms, one sub-command each: progress on standard error, then a line with the verdict and one of JSON. Exits 0 if all holds. */
@Command(
        name = "soak",
        mixinStandardHelpOptions = true,
        description = "What is done to the assembled gateway to see whether it stands.")
final class Soak {
    private Soak() {}

    public static void main(String[] args) {
        System.exit(new CommandLine(new Soak()).execute(args));
    }

    private interface Scenario {
        void run(Verdict verdict) throws Exception;
    }

    private interface Shared {
        void run(Verdict verdict, Gateway gateway) throws Exception;
    }

    private static int judge(String name, int connections, Shared scenario) {
        return judge(name, verdict -> {
            try (Gateway gateway = Gateway.selling(name, connections)) {
                scenario.run(verdict, gateway);
            }
        });
    }

    private static int judge(String name, Scenario scenario) {
        Verdict verdict = new Verdict(name, System.err::println);
        try {
            scenario.run(verdict);
        } catch (Exception e) {
            verdict.check(false, "ended early: %s", e);
        }
        System.out.println(verdict.line());
        System.out.println(verdict.json());
        return verdict.broken().isEmpty() ? 0 : 1;
    }

    @Command(description = "kill -9 under load, at random instants", mixinStandardHelpOptions = true)
    int kills(
            @Option(names = "--rate", defaultValue = "300", description = "messages a second; 0: all that it takes")
                    int rate,
            @Option(names = "--kills", defaultValue = "50") int kills) {
        return judge("kills", verdict -> Kills.run(verdict, rate, kills));
    }

    @Command(
            name = "sale-kills",
            description = "kill -9 of a gateway that is paid a record at a time",
            mixinStandardHelpOptions = true)
    int saleKills(
            @Option(
                            names = "--anvil",
                            description = "the folder into which npm put anvil",
                            defaultValue = "bundles/chain-testkit/src/main/solidity")
                    Path anvil,
            @Option(names = "--kills", defaultValue = "100") int kills) {
        return judge("sale-kills", verdict -> SaleKills.run(verdict, anvil, kills));
    }

    @Command(
            name = "disk-full",
            description = "a disk that is full, and has room again",
            mixinStandardHelpOptions = true)
    int diskFull(
            @Option(
                            names = "--mount",
                            description = "mount a small file system (as root), instead of limiting the size of files")
                    boolean mount,
            @Option(names = "--rounds", defaultValue = "5") int rounds,
            @Option(names = "--rate", defaultValue = "1000", description = "messages a second") int rate) {
        return judge("disk-full", verdict -> DiskFull.run(verdict, mount, rounds, rate, true));
    }

    @Command(
            description = "killed between storing and being heard: resends are recognised",
            mixinStandardHelpOptions = true)
    int resends(@Option(names = "--rounds", defaultValue = "5") int rounds) {
        return judge("resends", verdict -> Resends.run(verdict, rounds));
    }

    @Command(
            name = "broken-files",
            description = "files that are broken while it is away",
            mixinStandardHelpOptions = true)
    int brokenFiles(
            @Option(names = "--seed", description = "default: another one each time") @Nullable Long seed,
            @Option(names = "--messages", defaultValue = "15000", description = "between one harm and the next")
                    int messages,
            @Option(names = "--harm", description = "${COMPLETION-CANDIDATES}; default: all, one after the other")
                    BrokenFiles.Harm @Nullable [] harms) {
        return judge(
                "broken-files",
                verdict -> BrokenFiles.run(
                        verdict,
                        harms == null ? List.of(BrokenFiles.Harm.values()) : List.of(harms),
                        messages,
                        seed == null ? System.nanoTime() : seed));
    }

    @Command(description = "bad buyers beside a good one", mixinStandardHelpOptions = true)
    int buyers(
            @Option(names = "--rate", defaultValue = "1000", description = "messages a second") int rate,
            @Option(names = "--seconds", defaultValue = "30", description = "alone, and again beside them")
                    int seconds) {
        return judge(
                "buyers", 1000, (verdict, gateway) -> Buyers.run(verdict, gateway, rate, Duration.ofSeconds(seconds)));
    }

    @Command(description = "a buyer that is given all that it missed", mixinStandardHelpOptions = true)
    int backlog(
            @Option(names = "--records", defaultValue = "1000000") long records,
            @Option(names = "--live", defaultValue = "200", description = "messages a second meanwhile") int live,
            @Option(names = "--minutes", defaultValue = "15", description = "at most, to store and again to drain")
                    int minutes) {
        return judge(
                "backlog",
                1000,
                (verdict, gateway) -> Backlog.run(verdict, gateway, records, live, Duration.ofMinutes(minutes), true));
    }

    @Command(description = "devices that come back all at once", mixinStandardHelpOptions = true)
    int reconnects(@Option(names = "--devices", defaultValue = "10000") int devices) {
        return judge("reconnects", verdict -> Reconnects.run(verdict, devices));
    }

    @Command(description = "hostile clients, one kind after the other", mixinStandardHelpOptions = true)
    int hostile(
            @Option(names = "--connections", defaultValue = "10000") int connections,
            @Option(names = "--seconds", defaultValue = "5", description = "before, and during each kind") int seconds,
            @Option(names = "--rounds", defaultValue = "5", description = "of which the medians are told") int rounds) {
        return judge(
                "hostile",
                connections + 500,
                (verdict, gateway) ->
                        Hostile.run(verdict, gateway, connections, Duration.ofSeconds(seconds), rounds, true));
    }

    @Command(description = "bundles exchanged and put back under load", mixinStandardHelpOptions = true)
    int bundles(
            @Option(
                            names = "--bundle",
                            split = ",",
                            defaultValue = "batches,market,feeds,coap-source,devices,profiles,intake,journal,mqtt-door")
                    List<String> bundles,
            @Option(names = "--rate", defaultValue = "500", description = "messages a second") int rate) {
        return judge("bundles", 1000, (verdict, gateway) -> Bundles.run(verdict, gateway, bundles, rate));
    }

    @Command(description = "a Mosquitto that the gateway reads, both restarted", mixinStandardHelpOptions = true)
    int outside(
            @Option(names = "--rate", defaultValue = "500", description = "messages a second") int rate,
            @Option(names = "--rounds", defaultValue = "10") int rounds) {
        return judge("outside", verdict -> Outside.run(verdict, rate, rounds));
    }

    @Command(name = "long", description = "one rate for long: what grows", mixinStandardHelpOptions = true)
    int longRun(
            @Option(names = "--rate", defaultValue = "1000", description = "messages a second") int rate,
            @Option(names = "--minutes", defaultValue = "1440") int minutes,
            @Option(names = "--window", defaultValue = "60", description = "seconds") int window) {
        return judge(
                "long",
                1000,
                (verdict, gateway) ->
                        LongRun.run(verdict, gateway, rate, Duration.ofMinutes(minutes), Duration.ofSeconds(window)));
    }
}
