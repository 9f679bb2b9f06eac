package org.headgate.shell.internal.command;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.headgate.shell.client.Request;
import org.headgate.shell.internal.service.GatewayStatus;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Text;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "support-bundle",
        description = {
            "Collects in one zip file what someone needs who is to help.",
            "Status, metrics, configuration, versions, threads, sizes of files and the end of the logs. Keys,",
            "passwords, tokens and what devices said are left out; look through it before you send it."
        },
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate support-bundle --out headgate-support.zip"})
final class SupportBundle extends Command {
    private static final int LOG_BYTES = 1 << 20;
    private static final int LOG_FILES = 4;
    private static final int LISTED_FILES = 2000;
    private static final DateTimeFormatter STAMP =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss").withZone(ZoneOffset.UTC);

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "The zip file (default: headgate-support-TIME.zip where you are).")
    private String out = "";

    SupportBundle(Session session) {
        super(session);
    }

    @Override
    int run() throws IOException, Refusal {
        Path file = session.path(out.isEmpty() ? "headgate-support-" + STAMP.format(Instant.now()) + ".zip" : out);
        Redaction redaction = Redaction.of(session.gateway().home());
        session.file(file, true, body -> write(body, redaction));
        session.out()
                .println("Wrote " + file + ": without keys, passwords and tokens. Look through it before you send it.");
        return 0;
    }

    private void write(OutputStream body, Redaction redaction) throws IOException {
        ZipOutputStream zip = new ZipOutputStream(body);
        GatewayStatus status = GatewayStatus.of(session.gateway());
        add(zip, "status.json", redaction.text(Json.line(Status.json(session.gateway(), status)) + "\n"));
        add(zip, "status.txt", redaction.text(page(status)));
        add(zip, "versions.txt", versions());
        add(zip, "threads.txt", redaction.text(ThreadDump.text()));
        add(zip, "files.txt", files());
        for (Path conf : list(session.gateway().home().conf(), ".cfg")) {
            add(zip, "conf/" + conf.getFileName(), redaction.settings(Files.readString(conf)));
        }
        for (Path log : newest(list(session.gateway().home().log(), ".log"))) {
            String tail = new String(Log.tail(log, LOG_BYTES), StandardCharsets.UTF_8);
            add(zip, "log/" + log.getFileName(), redaction.text(tail));
        }
        zip.finish();
    }

    private String page(GatewayStatus status) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Session page = new Session(
                session.gateway(),
                new Request(List.of(), 0, "UTC", "/", "headgate", ""),
                new LocalAnswer(bytes, bytes));
        new StatusPage(page, status, true).print();
        page.finish();
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private String versions() {
        StringBuilder text = new StringBuilder("headgate " + session.gateway().version() + "\n");
        for (String property :
                List.of("java.version", "java.vendor", "java.vm.name", "os.name", "os.version", "os.arch")) {
            text.append(property)
                    .append(' ')
                    .append(System.getProperty(property))
                    .append('\n');
        }
        Runtime runtime = Runtime.getRuntime();
        text.append("processors ").append(runtime.availableProcessors()).append('\n');
        text.append("heap ")
                .append(Text.size(runtime.totalMemory() - runtime.freeMemory()))
                .append(" of ")
                .append(Text.size(runtime.maxMemory()))
                .append("\n\n");
        session.gateway().bundles().stream()
                .map(bundle -> bundle.name() + " " + bundle.version() + " " + bundle.state() + "\n")
                .sorted()
                .forEach(text::append);
        return text.toString();
    }

    private String files() throws IOException {
        Path root = session.gateway().home().root();
        StringBuilder text =
                new StringBuilder("free " + Text.size(Files.getFileStore(root).getUsableSpace()) + "\n");
        Files.walkFileTree(root, new SimpleFileVisitor<>() {
            private int listed;

            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                if (attributes.isRegularFile()) {
                    listed++;
                    text.append(root.relativize(file))
                            .append(' ')
                            .append(attributes.size())
                            .append('\n');
                }
                return listed < LISTED_FILES ? FileVisitResult.CONTINUE : FileVisitResult.TERMINATE;
            }

            /** Files go while they are listed, and some are nobody's to read. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) {
                return FileVisitResult.CONTINUE;
            }
        });
        return text.toString();
    }

    private static List<Path> list(Path folder, String ending) throws IOException {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(ending) && Files.isRegularFile(file))
                    .sorted()
                    .toList();
        }
    }

    private static List<Path> newest(List<Path> logs) {
        return logs.stream()
                .sorted(java.util.Comparator.comparing(
                                (Path file) -> file.toFile().lastModified())
                        .reversed())
                .limit(LOG_FILES)
                .toList();
    }

    private static void add(ZipOutputStream zip, String name, String text) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        PrintStream out = new PrintStream(zip, false, StandardCharsets.UTF_8);
        out.print(text);
        out.flush();
        zip.closeEntry();
    }
}
