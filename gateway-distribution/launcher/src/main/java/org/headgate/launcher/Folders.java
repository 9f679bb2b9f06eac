package org.headgate.launcher;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The folders of a home. */
record Folders(Path home) {

    Path conf() {
        return home.resolve("conf");
    }

    Path cache() {
        return home.resolve("cache");
    }

    Path log() {
        return home.resolve("log");
    }

    /** Written by {@code deploy} once everything that was to start has started, or cannot. */
    Path ready() {
        return cache().resolve("ready");
    }

    void create() throws Refusal {
        if (home.toString().indexOf(';') >= 0) {
            throw new Refusal(
                    1,
                    "The home " + home
                            + " has a ';' in its name, with which H2 separates settings from the name of a database. Choose another one with --home DIR.");
        }
        try {
            Files.createDirectories(home);
            for (String name : new String[] {"conf", "deploy", "log"}) {
                Files.createDirectories(home.resolve(name));
            }
            createPrivate(home.resolve("data"));
            createPrivate(cache());
        } catch (IOException e) {
            throw new Refusal(
                    1,
                    "The home " + home + " cannot be written (" + e
                            + "). Make it writable for this user, or choose another one with --home DIR.");
        }
    }

    static void createPrivate(Path folder) throws IOException {
        Files.createDirectories(folder);
        if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
        }
    }
}
