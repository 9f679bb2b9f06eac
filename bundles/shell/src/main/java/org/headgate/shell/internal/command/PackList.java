package org.headgate.shell.internal.command;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.headgate.api.profile.DevicePacks;
import org.headgate.api.profile.Profiles;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine;

@CommandLine.Command(
        name = "list",
        description = "Lists the device packs in deploy/, and what each decoded and refused since it was taken.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate pack list"})
final class PackList extends Listing {
    PackList(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        List<DevicePacks.Info> packs = session.need(DevicePacks.class).list();
        Map<String, String> disabled = session.need(Profiles.class).list().stream()
                .collect(Collectors.toMap(Profiles.Info::id, Profiles.Info::disabledBecause, (one, other) -> one));
        Table table = new Table(
                "PACK", "VERSION", "VENDOR", "MODEL", "EXAMPLES", "ASSIGNED", "DECODED", "REFUSED", "STATE", "FILE");
        packs.forEach(pack -> table.row(
                pack.id(),
                pack.version(),
                pack.vendor(),
                pack.model(),
                String.valueOf(pack.examples()),
                String.valueOf(pack.assigned()),
                String.valueOf(pack.decoded()),
                refused(pack.refused().entrySet()),
                disabled.getOrDefault(pack.id(), "").isEmpty() ? "in use" : "disabled: " + disabled.get(pack.id()),
                pack.file()));
        return list(
                packs,
                pack -> Json.object(
                        "id", pack.id(),
                        "version", pack.version(),
                        "vendor", pack.vendor(),
                        "model", pack.model(),
                        "file", pack.file(),
                        "examples", pack.examples(),
                        "assigned", pack.assigned(),
                        "decoded", pack.decoded(),
                        "refused", pack.refused(),
                        "disabledBecause", disabled.getOrDefault(pack.id(), "")),
                table,
                "There is no device pack. Drop one into "
                        + session.gateway().home().deploy());
    }

    private static String refused(Set<Map.Entry<String, Long>> counts) {
        return counts.isEmpty()
                ? "0"
                : counts.stream()
                        .map(each -> each.getValue() + " " + each.getKey())
                        .sorted()
                        .collect(Collectors.joining(", "));
    }
}
