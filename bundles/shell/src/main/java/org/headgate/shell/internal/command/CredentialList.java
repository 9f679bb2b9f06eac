package org.headgate.shell.internal.command;

import java.util.List;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.device.DeviceCredentials.Credential;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine;

@CommandLine.Command(
        name = "list",
        description = "Lists who may sign in as a device; never the secrets.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate device credential list"})
final class CredentialList extends Listing {
    CredentialList(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        List<Credential> credentials = session.need(DeviceCredentials.class).list();
        Table table = new Table("NAME", "TYPE", "ISSUED", "PUBLISHES", "SUBSCRIBES");
        credentials.forEach(credential -> table.row(
                credential.name(),
                FeedText.word(credential.type()),
                session.times().at(credential.issuedAt()),
                credential.publish().isEmpty() ? "all that intake takes" : String.join(" ", credential.publish()),
                credential.subscribe().isEmpty() ? "–" : String.join(" ", credential.subscribe())));
        return list(
                credentials,
                credential -> Json.object(
                        "name", credential.name(),
                        "type", FeedText.word(credential.type()),
                        "issuedAt", credential.issuedAt(),
                        "publish", credential.publish(),
                        "subscribe", credential.subscribe()),
                table,
                "No device signs in; on loopback none has to. Make one: " + session.line("device credential add NAME"));
    }
}
