package org.headgate.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

/** The program of the local chain, fetched once by npm into the user's cache. */
final class Anvil {
    private static final String FOLDER = "anvil-1.7.1";
    private static final int MINUTES = 5;
    private static final String NODE =
            "npm is missing; install it, on Debian or Ubuntu with: sudo apt-get install -y nodejs npm";

    private Anvil() {}

    /** The folder that holds {@code node_modules}. @throws IOException why not, and what to do */
    static Path fetched(java.io.PrintStream out) throws IOException, InterruptedException {
        Path cache = cache();
        Path folder = cache.resolve(FOLDER);
        if (Files.isDirectory(folder)) {
            return folder;
        }
        requireNpm();
        out.println("Fetching a local test chain (anvil, 43 MB, once) by npm into " + folder);
        Files.createDirectories(cache);
        Path fresh = Files.createTempDirectory(cache, "anvil");
        try {
            copy("chain.package.json", fresh.resolve("package.json"));
            copy("chain.package-lock.json", fresh.resolve("package-lock.json"));
            install(fresh);
            Files.move(fresh, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            if (!Files.isDirectory(folder)) {
                throw e;
            }
        } finally {
            if (Files.exists(fresh)) {
                Folders.delete(fresh);
            }
        }
        return folder;
    }

    private static Path cache() {
        String named = System.getenv("XDG_CACHE_HOME");
        Path all =
                named == null || named.isEmpty() ? Path.of(System.getProperty("user.home"), ".cache") : Path.of(named);
        return all.resolve("headgate");
    }

    private static void requireNpm() throws IOException, InterruptedException {
        try {
            Process asked = new ProcessBuilder("npm", "--version")
                    .redirectErrorStream(true)
                    .start();
            String said = new String(asked.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (asked.waitFor() != 0) {
                throw new IOException("npm does not run (" + last(said) + "); install Node.js 20 or newer");
            }
        } catch (IOException e) {
            throw String.valueOf(e.getMessage()).startsWith("npm") ? e : new IOException(NODE, e);
        }
    }

    private static void install(Path folder) throws IOException, InterruptedException {
        Path log = folder.resolve("npm.log");
        Process npm = new ProcessBuilder(List.of("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"))
                .directory(folder.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        Thread ending = new Thread(npm::destroy);
        Runtime.getRuntime().addShutdownHook(ending);
        try {
            if (!npm.waitFor(MINUTES, TimeUnit.MINUTES)) {
                throw new IOException("npm did not fetch anvil within " + MINUTES + " minutes; try again");
            }
            if (npm.exitValue() != 0) {
                throw new IOException("npm could not fetch anvil (" + last(Files.readString(log))
                        + "); see whether npm reaches its registry");
            }
        } finally {
            npm.destroy();
            Runtime.getRuntime().removeShutdownHook(ending);
        }
    }

    private static String last(String text) {
        return text.lines()
                .filter(line -> !line.isBlank() && !line.contains("A complete log of this run"))
                .reduce((before, line) -> line)
                .orElse("no output");
    }

    private static void copy(String resource, Path to) throws IOException {
        try (InputStream in = Objects.requireNonNull(Anvil.class.getResourceAsStream(resource))) {
            Files.copy(in, to);
        }
    }
}
