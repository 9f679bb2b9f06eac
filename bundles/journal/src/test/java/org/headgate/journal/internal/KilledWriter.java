package org.headgate.journal.internal;

import static org.headgate.journal.internal.Samples.message;

import java.io.PrintStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.headgate.api.journal.HeldMessages.Held;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.message.Origin;
import org.headgate.store.internal.H2Store;

/** Writes without end and prints what was acknowledged; its parent kills it. */
final class KilledWriter {
    private KilledWriter() {}

    public static void main(String[] args) throws Exception {
        Path folder = Path.of(args[0]);
        long first = Long.parseLong(args[1]);
        H2Store store = H2Store.open(folder);
        H2Journal journal = new H2Journal(store, folder, Settings.of(s -> s.segmentBytes = Long.parseLong(args[2])));
        PrintStream out = new PrintStream(new java.io.FileOutputStream(java.io.FileDescriptor.out), false);
        Semaphore window = new Semaphore(256);
        for (long value = first; ; value++) {
            window.acquire();
            long written = value;
            journal.write(entry(journal, written)).whenComplete((outcome, failure) -> {
                if (failure == null && outcome.count() > 0) {
                    out.println(outcome.firstSequence() + " " + written);
                } else if (failure == null && written % 97 == 0) {
                    out.println("w " + written);
                }
                window.release();
            });
            if (value % 64 == 0) {
                out.flush();
            }
            if (value % 500 == 0) {
                journal.tick();
                decodeSome(journal);
            }
        }
    }

    private static JournalEntry entry(H2Journal journal, long value) {
        if (value % 97 == 0) {
            return new JournalEntry.Waiting(message("w/" + value, Long.toString(value)));
        }
        return Samples.entry(value, new Origin(value, 3600, false));
    }

    private static void decodeSome(H2Journal journal) throws Exception {
        List<Held> waiting = journal.held().waiting(0, 3);
        for (Held held : waiting) {
            double value =
                    Double.parseDouble(new String(held.message().payload(), java.nio.charset.StandardCharsets.UTF_8));
            journal.write(new JournalEntry.Contributions(
                    List.of(Samples.contribution(
                            "urn:dev:ops:waited", value, held.message().receivedAt())),
                    null,
                    held.id()));
        }
    }
}
