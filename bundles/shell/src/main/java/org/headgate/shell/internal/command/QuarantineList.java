package org.headgate.shell.internal.command;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.HeldMessages.Held;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import org.headgate.shell.internal.text.Text;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "list",
        description = "Lists the newest messages that were refused for what they contain, with the reason.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate quarantine list --max 100"})
final class QuarantineList extends Listing {
    private static final int SAMPLE = 60;

    @Option(
            names = "--max",
            paramLabel = "COUNT",
            defaultValue = "50",
            description = "How many at most (default: ${DEFAULT-VALUE}).")
    private int max;

    QuarantineList(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, JournalUnavailable {
        List<Held> held = session.need(HeldMessages.class).quarantined(max);
        Table table = new Table("RECEIVED", "FROM", "ADDRESS", "CODE", ">BYTES", "REASON", "PAYLOAD");
        held.forEach(one -> table.row(
                session.times().at(one.message().receivedAt()),
                one.message().source(),
                one.message().address(),
                one.code(),
                one.message().payload().length,
                one.reason(),
                sample(one.message().payload())));
        return list(held, QuarantineList::json, table, "The quarantine is empty.");
    }

    private static String sample(byte[] payload) {
        String text = new String(payload, 0, Math.min(payload.length, 4 * SAMPLE), StandardCharsets.UTF_8);
        return text.indexOf('\uFFFD') < 0 || payload.length > 4 * SAMPLE
                ? Text.cut(Text.printable(text), SAMPLE)
                : "0x" + Text.cut(HexFormat.of().formatHex(payload), SAMPLE);
    }

    private static Map<String, ?> json(Held held) {
        return Json.object(
                "id", held.id(),
                "receivedAt", held.message().receivedAt(),
                "transport", held.message().transport(),
                "source", held.message().source(),
                "address", held.message().address(),
                "sender", held.message().sender(),
                "code", held.code(),
                "reason", held.reason(),
                "payload", "0x" + HexFormat.of().formatHex(held.message().payload()));
    }
}
