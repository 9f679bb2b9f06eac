package org.headgate.journal.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import org.headgate.api.journal.JournalEntry;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.journal.Written;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.message.Origin;
import org.headgate.api.message.Trust;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.headgate.senml.SenmlValue;
import org.jspecify.annotations.Nullable;

/** Entries to write. */
final class Samples {
    static final String DEVICE = "urn:dev:mac:0024befffe804ff1";

    private Samples() {}

    static NewContribution contribution(String device, double value, long receivedAt) {
        try {
            SenmlPack pack = SenmlPack.of(List.of(
                    new SenmlRecord(device + ":temperature", "Cel", new SenmlValue.Num(value), receivedAt / 1000.0),
                    new SenmlRecord(device + ":humidity", "%RH", new SenmlValue.Num(value / 2), receivedAt / 1000.0)));
            return new NewContribution(receivedAt, Kind.MEASUREMENT, Trust.TRANSPORT, pack.toCbor(), device, true);
        } catch (SenmlException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static JournalEntry.Contributions entry(double value) {
        return entry(value, null);
    }

    static JournalEntry.Contributions entry(double value, @Nullable Origin origin) {
        return new JournalEntry.Contributions(
                List.of(contribution(DEVICE, value, System.currentTimeMillis())), origin, 0);
    }

    static Message message(String address, String payload) {
        return message(address, payload.getBytes(StandardCharsets.UTF_8), null);
    }

    static Message message(String address, byte[] payload, @Nullable Origin origin) {
        return new Message(
                "mqtt", "mqtt-door", address, "", Trust.UNKNOWN, "", payload, System.currentTimeMillis(), origin);
    }

    static Written write(H2Journal journal, JournalEntry entry) {
        return journal.write(entry).toCompletableFuture().join();
    }

    /** Two kilobytes that do not compress. */
    static JournalEntry.Contributions bulky() {
        byte[] noise = new byte[2000];
        ThreadLocalRandom.current().nextBytes(noise);
        long now = System.currentTimeMillis();
        try {
            SenmlPack pack = SenmlPack.of(
                    List.of(new SenmlRecord(DEVICE + ":noise", null, new SenmlValue.Data(noise), now / 1000.0)));
            return new JournalEntry.Contributions(
                    List.of(new NewContribution(now, Kind.MEASUREMENT, Trust.TRANSPORT, pack.toCbor(), DEVICE, true)),
                    null,
                    0);
        } catch (SenmlException e) {
            throw new IllegalArgumentException(e);
        }
    }

    static void fill(H2Journal journal, int entries) {
        fill(journal, entries, () -> entry(1));
    }

    static void fill(H2Journal journal, int entries, Supplier<JournalEntry> made) {
        CompletableFuture<?>[] stages = new CompletableFuture<?>[entries];
        for (int i = 0; i < entries; i++) {
            stages[i] = journal.write(made.get()).toCompletableFuture();
        }
        CompletableFuture.allOf(stages).join();
    }
}
