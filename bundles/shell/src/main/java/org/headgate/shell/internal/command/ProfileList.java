package org.headgate.shell.internal.command;

import java.util.List;
import org.headgate.api.profile.Profiles;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine;

@CommandLine.Command(
        name = "list",
        description = "Lists the installed device profiles.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate profile list"})
final class ProfileList extends Listing {
    ProfileList(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        List<Profiles.Info> profiles = session.need(Profiles.class).list();
        Table table = new Table("PROFILE", "VERSION", "STATE", "TRANSPORTS", "TOPICS", "TITLE", "BUNDLE");
        profiles.forEach(profile -> table.row(
                profile.id(),
                profile.version(),
                state(profile),
                String.join(" ", profile.transports()),
                String.join(" ", profile.topics()),
                profile.title(),
                profile.bundle()));
        return list(
                profiles,
                profile -> Json.object(
                        "id", profile.id(),
                        "version", profile.version(),
                        "title", profile.title(),
                        "transports", profile.transports(),
                        "topics", profile.topics(),
                        "bundle", profile.bundle(),
                        "disabledBecause", profile.disabledBecause(),
                        "conflicts", profile.conflicts()),
                table,
                "No profile is installed: nothing is understood. Drop one into "
                        + session.gateway().home().deploy());
    }

    private static String state(Profiles.Info profile) {
        if (!profile.disabledBecause().isEmpty()) {
            return "disabled: " + profile.disabledBecause();
        }
        return profile.conflicts().isEmpty()
                ? "in use"
                : "in use, conflicts with " + String.join(", ", profile.conflicts());
    }
}
