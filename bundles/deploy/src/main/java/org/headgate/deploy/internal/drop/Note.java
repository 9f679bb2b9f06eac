package org.headgate.deploy.internal.drop;

import java.io.IOException;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** What is written beside a dropped file. @param state {@code active}, {@code refused} or {@code waiting} */
record Note(String state, String code, String bundle, String reason, String remedy) {
    static final String SUFFIX = ".status";

    static Note waiting(String reason) {
        return new Note("waiting", "waiting", "", reason, "Write to a temporary name, then rename.");
    }

    /** @param what is in use, for people */
    static Note active(String what, String reason) {
        return new Note("active", "active", what, reason, "");
    }

    static Note unsigned(String what, String reason, String remedy) {
        return new Note("active", "unsigned", what, reason, remedy);
    }

    static Note refused(String bundle, Refused refused) {
        return new Note("refused", refused.code(), bundle, refused.getMessage(), refused.remedy());
    }

    boolean isRefused() {
        return state.equals("refused");
    }

    private String text() {
        return "state: " + state + "\ncode: " + code + (bundle.isEmpty() ? "" : "\nbundle: " + bundle) + "\nreason: "
                + reason + (remedy.isEmpty() ? "" : "\ndo: " + remedy) + "\n";
    }

    void write(Path jar) throws IOException {
        Path target = beside(jar);
        Path temporary = jar.resolveSibling("." + target.getFileName() + ".tmp");
        Files.writeString(temporary, text());
        try {
            Files.move(temporary, target, StandardCopyOption.ATOMIC_MOVE);
        } catch (AtomicMoveNotSupportedException e) {
            Files.move(temporary, target, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    static Path beside(Path jar) {
        return jar.resolveSibling(jar.getFileName() + SUFFIX);
    }
}
