package org.headgate.shell.internal.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** Walks the tree of commands. */
class HelpTest {
    private static final Path TEXTS = Path.of("src/main/resources/org/headgate/shell/client/help.txt");

    @TempDir
    Path folder;

    @TestFactory
    Stream<DynamicTest> help_everyCommand_exitsZeroWithAnExampleThatIsRight() {
        Shell shell = new Shell(folder);
        return names(tree(shell), List.of()).stream()
                .map(words -> DynamicTest.dynamicTest("headgate " + String.join(" ", words), () -> {
                    Shell.Result result = shell.run(with(words, "--help"));
                    assertThat(result.code()).isZero();
                    assertThat(result.err()).isEmpty();
                    assertThat(result.out()).contains("Example:\n  headgate ");
                    assertThat(examples(result.out())).isNotEmpty().allSatisfy(example -> {
                        assertThat(example).startsWith(words.toArray(String[]::new));
                        tree(shell).parseArgs(example.toArray(String[]::new));
                    });
                }));
    }

    /** The client prints these without a gateway: {@code mvn test -Dtest=HelpTest -Dhelp.write=true} writes them anew. */
    @Test
    void texts_ofTheClient_areThoseOfTheCommands() throws IOException {
        Shell shell = new Shell(folder);
        StringBuilder texts = new StringBuilder();
        List<List<String>> all = new ArrayList<>(List.of(List.of()));
        all.addAll(names(tree(shell), List.of()));
        for (List<String> words : all) {
            texts.append("### headgate").append(words.isEmpty() ? "" : " " + String.join(" ", words));
            texts.append('\n').append(shell.run(with(words, "--help")).out());
        }
        if (Boolean.getBoolean("help.write")) {
            Files.createDirectories(TEXTS.getParent());
            Files.writeString(TEXTS, texts);
        }
        assertThat(Files.readString(TEXTS, StandardCharsets.UTF_8)).isEqualTo(texts.toString());
    }

    @Test
    void operations_page_namesEveryCommand() throws IOException {
        String page = Files.readString(Path.of("../../docs/operations.md"));
        CommandLine root = tree(new Shell(folder));

        assertThat(names(root, List.of()))
                .filteredOn(words -> find(root, words).getSubcommands().isEmpty())
                .allSatisfy(words -> assertThat(page).contains("| `headgate " + String.join(" ", words)));
    }

    private static CommandLine find(CommandLine root, List<String> words) {
        CommandLine found = root;
        for (String word : words) {
            found = found.getSubcommands().get(word);
        }
        return found;
    }

    private static CommandLine tree(Shell shell) {
        return Commands.line(new Session(
                shell.gateway,
                new org.headgate.shell.client.Request(List.of(), 0, "UTC", "/", "headgate", ""),
                new LocalAnswer(System.out, System.err)));
    }

    private static List<List<String>> names(CommandLine line, List<String> prefix) {
        List<List<String>> names = new ArrayList<>();
        line.getSubcommands().forEach((name, command) -> {
            List<String> words = Arrays.asList(with(prefix, name));
            names.add(words);
            names.addAll(names(command, words));
        });
        return names;
    }

    private static List<List<String>> examples(String help) {
        return help.substring(help.indexOf("Example:"))
                .lines()
                .map(String::strip)
                .filter(line -> line.startsWith("headgate "))
                .map(line -> Arrays.stream(
                                line.substring("headgate ".length()).split(" (?=(?:[^\"]*\"[^\"]*\")*[^\"]*$)"))
                        .map(word -> word.replace("\"", ""))
                        .takeWhile(word -> !word.equals("|") && !word.equals(">"))
                        .toList())
                .toList();
    }

    private static String[] with(List<String> words, String last) {
        List<String> all = new ArrayList<>(words);
        all.add(last);
        return all.toArray(String[]::new);
    }
}
