package org.headgate.demo;

import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The demo's words. @param exit −1 to go on, else print {@code text} and exit */
record Arguments(Path installed, Duration length, int exit, String text) {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,4})([sm])");
    private static final String USAGE = """
            Usage: headgate demo [--for TIME]
            Starts a gateway in a temporary home, replays recorded weather observations over MQTT and CoAP, measures this
            machine, buys the feed record by record on a local test chain, checks every record, and ends with one line of
            totals. Exits 0 only if nothing is short. The chain (anvil) is fetched once by npm; without npm the buyer is
            granted a pass.

              --for TIME   how long, for example 30s or 5m (default: 60s)

            Example:
              headgate demo --for 30s
            """;

    static Arguments parse(String[] args) {
        Path installed = Path.of(".");
        Duration length = Duration.ofSeconds(60);
        for (int i = 0; i < args.length; i++) {
            String word = args[i];
            if (word.equals("--help") || word.equals("-h")) {
                return new Arguments(installed, length, 0, USAGE);
            }
            String value = i + 1 < args.length ? args[++i] : "";
            Matcher time = TIME.matcher(value);
            if (word.equals("--installed") && !value.isEmpty()) {
                installed = Path.of(value);
            } else if (word.equals("--for") && time.matches()) {
                long count = Long.parseLong(time.group(1));
                length = time.group(2).equals("s") ? Duration.ofSeconds(count) : Duration.ofMinutes(count);
            } else {
                return new Arguments(
                        installed, length, 2, "'" + (word + " " + value).strip() + "' is not understood.\n" + USAGE);
            }
        }
        return new Arguments(installed, length, -1, "");
    }
}
