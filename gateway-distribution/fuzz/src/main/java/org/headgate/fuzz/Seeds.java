package org.headgate.fuzz;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Good input, as devices send it. */
public final class Seeds {
    private static final Pattern WORD = Pattern.compile("[A-Za-z_$][A-Za-z0-9_.:$-]{1,31}");
    private static final int MOST_WORDS = 1500;

    private Seeds() {}

    public static List<byte[]> texts(String... texts) {
        return Stream.of(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toList();
    }

    /**
     * Without arguments prints the names of all targets; with a name and a folder writes there what Jazzer begins with: {@code corpus/}, and the words that stand in it as
     * {@code words.dict}.
     */
    public static void main(String[] arguments) throws IOException {
        if (arguments.length == 0) {
            Targets.all().forEach(target -> System.out.println(target.name()));
            return;
        }
        Path corpus = Files.createDirectories(Path.of(arguments[1], "corpus"));
        List<byte[]> seeds = Targets.named(arguments[0]).seeds();
        write(corpus, "seed-", seeds);
        write(corpus, "bomb-", Bombs.small());
        // Jazzer takes no empty file for a dictionary.
        Stream<String> lines = Stream.concat(
                Stream.of("# what stands in the seeds"), words(seeds).stream().map(word -> '"' + word + '"'));
        Files.write(Path.of(arguments[1], "words.dict"), lines.toList());
    }

    private static void write(Path corpus, String prefix, List<byte[]> inputs) throws IOException {
        for (int i = 0; i < inputs.size(); i++) {
            Files.write(corpus.resolve(prefix + i), inputs.get(i));
        }
    }

    private static Set<String> words(List<byte[]> seeds) {
        Set<String> words = new TreeSet<>();
        for (byte[] seed : seeds) {
            Matcher matcher = WORD.matcher(new String(seed, StandardCharsets.ISO_8859_1));
            while (matcher.find() && words.size() < MOST_WORDS) {
                words.add(matcher.group());
            }
        }
        return words;
    }
}
