package org.headgate.profile.ts013.internal.sandbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * Initializes Rhino's classes before the first codec runs. One whose initialization is cut off, by a codec that has used up what it may or Java's stack, would stay broken for all codecs
 * until the bundle is started anew.
 */
final class Initialized {
    private static final String NAMES = "initialized.txt";

    private Initialized() {}

    static void all() {
        try (InputStream in = Objects.requireNonNull(Initialized.class.getResourceAsStream(NAMES), NAMES)) {
            new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().forEach(Initialized::one);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void one(String name) {
        try {
            Class.forName(name, true, Initialized.class.getClassLoader());
        } catch (ClassNotFoundException | LinkageError e) {
            // It stands on a part of Rhino that is left out, and no codec comes to it.
        }
    }
}
