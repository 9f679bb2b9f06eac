package org.headgate.shell.client;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What the operator typed.
 *
 * @param home absolute
 * @param usualHome whether the home is what it is without {@code --home}
 * @param arguments command and arguments, without {@code --home}
 */
record Invocation(Path home, boolean usualHome, List<String> arguments) {
    private static final Path SYSTEM_HOME = Path.of("/var/lib/headgate");
    private static final char REPLACEMENT = '\uFFFD';

    /** @throws IllegalArgumentException where {@code --home} has no folder */
    static Invocation parse(List<String> arguments, Map<String, String> environment) {
        List<String> rest = new ArrayList<>();
        String home = null;
        for (int i = 0; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            if (argument.equals("--")) {
                rest.addAll(arguments.subList(i, arguments.size()));
                break;
            } else if (argument.startsWith("--home=")) {
                home = argument.substring("--home=".length());
            } else if (argument.equals("--home")) {
                if (++i == arguments.size()) {
                    throw new IllegalArgumentException("--home needs a folder, for example --home /var/lib/headgate");
                }
                home = arguments.get(i);
            } else {
                rest.add(argument);
            }
        }
        Path usual = defaultHome(environment).toAbsolutePath().normalize();
        Path folder = home == null ? usual : Path.of(home).toAbsolutePath().normalize();
        return new Invocation(folder, folder.equals(usual), List.copyOf(rest));
    }

    private static Path defaultHome(Map<String, String> environment) {
        String named = environment.getOrDefault("HEADGATE_HOME", "");
        if (!named.isEmpty()) {
            return Path.of(named);
        }
        return Files.isWritable(SYSTEM_HOME) ? SYSTEM_HOME : Path.of(System.getProperty("user.home"), ".headgate");
    }

    /** Arguments as they were typed, where a C locale made the JVM lose what is not ASCII. */
    static List<String> typed(String[] arguments) {
        List<String> given = List.of(arguments);
        Path commandLine = Path.of("/proc/self/cmdline");
        if (given.stream().noneMatch(a -> a.indexOf(REPLACEMENT) >= 0) || !Files.isReadable(commandLine)) {
            return given;
        }
        try {
            String[] raw = new String(Files.readAllBytes(commandLine), StandardCharsets.UTF_8).split("\0", -1);
            int end = raw.length - 1;
            return List.of(Arrays.copyOfRange(raw, end - given.size(), end));
        } catch (IOException e) {
            return given;
        }
    }

    String homeOption() {
        return usualHome ? "" : " --home " + quote(home.toString());
    }

    static String quote(String word) {
        return word.matches("[A-Za-z0-9_./:@%+,=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
