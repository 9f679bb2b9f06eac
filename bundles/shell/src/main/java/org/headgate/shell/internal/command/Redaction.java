package org.headgate.shell.internal.command;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.headgate.api.Home;
import org.headgate.shell.client.ControlFile;

/** Takes secrets out of text: those that this gateway is known to hold, and what looks like one in a setting. */
final class Redaction {
    private static final String BLACK = "[removed]";
    private static final int SHORTEST = 6;
    private static final long LARGEST_FILE = 1 << 16;
    private static final Pattern USER_INFO = Pattern.compile("(://)[^/@\\s]+@");
    private static final Pattern SECRET_SETTING = Pattern.compile(
            "(?im)^(\\s*#?\\s*[\\w.-]*(?:password|passwd|passphrase|secret|token|private|credential)[\\w.-]*(?<!\\.file)\\s*=\\s*)(\\S.*)$");
    private static final Pattern FILE_SETTING = Pattern.compile("(?m)^\\s*[\\w.-]*\\.file\\s*=\\s*(\\S.*?)\\s*$");

    private final Set<String> known;

    private Redaction(Set<String> known) {
        this.known = known;
    }

    static Redaction of(Home home) throws IOException {
        Set<String> known = new LinkedHashSet<>();
        ControlFile.read(ControlFile.below(home.root())).ifPresent(control -> known.add(control.token()));
        Set<Path> files = new LinkedHashSet<>();
        files.add(home.data().resolve("keystore.pass"));
        if (Files.isDirectory(home.conf())) {
            try (Stream<Path> settings = Files.list(home.conf())) {
                for (Path file : (Iterable<Path>) settings.filter(Files::isRegularFile)::iterator) {
                    named(Files.readString(file), home, files);
                }
            }
        }
        for (Path file : files) {
            words(file, known);
        }
        return new Redaction(known);
    }

    /** Any text. */
    String text(String text) {
        String clean = text;
        for (String secret : known) {
            clean = clean.replace(secret, BLACK);
        }
        return USER_INFO.matcher(clean).replaceAll("$1" + BLACK + "@");
    }

    /** A file of settings. */
    String settings(String text) {
        return SECRET_SETTING.matcher(text(text)).replaceAll("$1" + Matcher.quoteReplacement(BLACK));
    }

    private static void named(String settings, Home home, Set<Path> files) {
        Matcher matcher = FILE_SETTING.matcher(settings);
        while (matcher.find()) {
            try {
                files.add(home.root().resolve(matcher.group(1)));
                files.add(home.conf().resolve(matcher.group(1)));
            } catch (InvalidPathException e) {
                continue;
            }
        }
    }

    private static void words(Path file, Set<String> known) throws IOException {
        if (!Files.isRegularFile(file) || !Files.isReadable(file) || Files.size(file) > LARGEST_FILE) {
            return;
        }
        String content = new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1);
        for (String line : content.split("\\R")) {
            if (line.strip().length() >= SHORTEST) {
                known.add(line.strip());
            }
        }
    }
}
