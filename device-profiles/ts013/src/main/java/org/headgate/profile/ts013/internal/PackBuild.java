package org.headgate.profile.ts013.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.headgate.profile.ts013.internal.sandbox.Limits;
import org.headgate.profile.ts013.internal.sandbox.Sandbox;

/** {@code headgate pack build FOLDER}: runs a pack's examples as a gateway would and makes the file to drop; needs no gateway. */
public final class PackBuild {
    static final String HELP = """
            Usage: headgate pack build FOLDER [--to FILE]

            Makes a device pack of a folder with pack.json, codec.js and examples.json: writes a
            codec that is newer than ECMAScript 5 in that, runs every example as the gateway would,
            and writes ID-VERSION.devicepack beside the folder, or FILE. Needs no running gateway.
            docs/device-packs.md says how to write one.

            Example:
              headgate pack build packs/dragino-lht65
            """;
    private static final int FAILED = 1;
    private static final int USAGE = 2;
    /** Of every entry: the same folder gives the same file. 1980-01-01 in any zone. */
    private static final java.time.LocalDateTime SOME_TIME = java.time.LocalDateTime.of(1980, 1, 1, 0, 0);

    private PackBuild() {}

    public static void main(String[] args) {
        System.exit(run(args, System.out, System.err));
    }

    static int run(String[] args, PrintStream out, PrintStream err) {
        for (String arg : args) {
            if (arg.equals("--help") || arg.equals("-h")) {
                out.print(HELP);
                return 0;
            }
        }
        boolean to = args.length == 3 && args[1].equals("--to");
        if (args.length != 1 && !to || args[0].startsWith("-")) {
            err.println("headgate: pack build takes one folder.");
            err.println("  → headgate pack build --help");
            return USAGE;
        }
        try {
            Path folder = Path.of(args[0]).toAbsolutePath().normalize();
            Built built = Built.of(PackFile.folder(folder));
            Loaded loaded = built.check();
            Pack pack = loaded.pack();
            Path target = to ? Path.of(args[2]) : folder.resolveSibling(name(pack));
            write(built.file(), target);
            out.println(target + ": " + pack.title() + ", " + loaded.examples() + " examples run as they should.");
            if (built.codec().changed()) {
                out.println("It holds " + pack.codec() + " in ECMAScript 5, which is what runs, and your source as "
                        + Downlevel.original(pack.codec()) + ".");
            }
            out.println("To use it: cp " + target + " into deploy/ of the gateway's home.");
            return 0;
        } catch (PackFault e) {
            err.println("headgate: " + e.getMessage());
            err.println("  → Correct it and build again. Code: " + e.code());
        } catch (OutOfMemoryError e) {
            err.println("headgate: there is not enough memory for a codec as large as this one.");
            err.println("  → Take out of it what it does not need, and build again.");
        } catch (NoSuchFileException e) {
            err.println("headgate: there is no " + e.getMessage() + ".");
        } catch (IOException e) {
            err.println("headgate: " + e);
        }
        return FAILED;
    }

    private static String name(Pack pack) {
        return pack.id() + "-" + pack.version() + PackFile.SUFFIX;
    }

    /** What a pack of a folder holds: a newer codec in ECMAScript 5, and its source beside it. */
    record Built(PackFile file, Downlevel.Written codec) {

        static Built of(PackFile file) throws PackFault, IOException {
            String name = PackReader.read(file).codec();
            Downlevel.Written codec = new Downlevel().write(name, file.text(name));
            if (!codec.changed()) {
                return new Built(file, codec);
            }
            byte[] text = codec.text().getBytes(StandardCharsets.UTF_8);
            return new Built(
                    file.with(Downlevel.original(name), file.bytes(name)).with(name, text), codec);
        }

        Loaded check() throws PackFault {
            try {
                return Loaded.check(file, new Sandbox(), Limits.MESSAGE);
            } catch (PackFault e) {
                throw new PackFault(e.code(), codec.inTermsOfSource(e.getMessage()));
            }
        }
    }

    /** To a temporary name, then renamed: the target may be in a {@code deploy/}. */
    static void write(PackFile pack, Path target) throws IOException {
        Path temporary = target.resolveSibling("." + target.getFileName() + ".tmp");
        try (OutputStream file = Files.newOutputStream(temporary);
                ZipOutputStream zip = new ZipOutputStream(file)) {
            for (var each : new TreeMap<>(pack.files()).entrySet()) {
                ZipEntry entry = new ZipEntry(each.getKey());
                entry.setTimeLocal(SOME_TIME);
                zip.putNextEntry(entry);
                zip.write(each.getValue());
                zip.closeEntry();
            }
        }
        Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
    }
}
