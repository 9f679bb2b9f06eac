package org.headgate.shell.internal.command;

import java.time.Duration;
import org.headgate.api.feed.Dollars;
import org.headgate.api.feed.Tariff;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a feed costs, in dollars: exact to a millionth. */
final class Prices {
    private static final String NONE = "";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--pass-price",
            paramLabel = "DOLLARS",
            description = "Price of a pass for all of the feed, for example 2.50; with --pass-for.")
    private String pass = NONE;

    @Option(names = "--pass-for", paramLabel = "TIME", description = "How long a pass lasts that is paid for.")
    private @Nullable Duration passFor;

    @Option(
            names = "--record-price",
            paramLabel = "DOLLARS",
            description = "Price of each record that is delivered, for example 0.0001.")
    private String record = NONE;

    @Option(
            names = "--kilobyte-price",
            paramLabel = "DOLLARS",
            description =
                    "Price of each 1,024 bytes of a record, begun ones included; added to the price of the record.")
    private String kilobyte = NONE;

    @Option(
            names = "--history-price",
            paramLabel = "DOLLARS",
            description = "Price of each record of a range of the past that is bought as one, for example 0.00001.")
    private String history = NONE;

    Tariff tariff() {
        long passPrice = price("--pass-price", pass);
        Duration time = passFor;
        if (passPrice > 0 != (time != null)) {
            throw wrong(
                    passPrice > 0
                            ? "--pass-price needs --pass-for: how long the pass lasts, for example 30d"
                            : "--pass-for needs --pass-price: what the pass costs, for example 2.50");
        }
        return new Tariff(
                passPrice,
                time == null ? 0 : time.toSeconds(),
                price("--record-price", record),
                price("--kilobyte-price", kilobyte),
                price("--history-price", history));
    }

    private long price(String option, String text) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            return Dollars.parse(text);
        } catch (IllegalArgumentException e) {
            throw wrong("Invalid value for option '" + option + "': " + e.getMessage());
        }
    }

    private ParameterException wrong(String message) {
        if (command == null) {
            throw new IllegalStateException("not part of a command");
        }
        return new ParameterException(command.commandLine(), message);
    }
}
