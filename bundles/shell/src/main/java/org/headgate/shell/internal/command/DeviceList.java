package org.headgate.shell.internal.command;

import java.util.List;
import java.util.Map;
import org.headgate.api.device.Devices;
import org.headgate.api.device.Devices.Device;
import org.headgate.shell.internal.text.Json;
import org.headgate.shell.internal.text.Table;
import picocli.CommandLine;
import picocli.CommandLine.Option;

@CommandLine.Command(
        name = "list",
        description = "Lists the known devices, latest heard first. Only what is adopted is sold.",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate device list --new"})
final class DeviceList extends Listing {
    @Option(names = "--new", description = "Only those that are not adopted.")
    private boolean unadopted;

    DeviceList(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal {
        List<Device> devices = session.need(Devices.class).list().stream()
                .filter(device -> !unadopted || !device.adopted())
                .toList();
        Table table = new Table("DEVICE", "NAME", "ADOPTED BY", ">MESSAGES", "LAST HEARD", "PROFILE", "MODEL", "FROM");
        devices.forEach(device -> table.row(
                device.urn(),
                device.name(),
                device.adopted() ? device.adoptedBy() : "–",
                device.messages(),
                session.times().at(device.lastSeen()),
                device.profile(),
                device.model(),
                device.source() + " " + device.address()));
        return list(
                devices,
                DeviceList::json,
                table,
                unadopted
                        ? "No new devices."
                        : "No device was heard yet. What is heard but not understood is in: " + session.line("inbox"));
    }

    private static Map<String, ?> json(Device device) {
        return Json.object(
                "urn", device.urn(),
                "name", device.name(),
                "model", device.model(),
                "profile", device.profile(),
                "source", device.source(),
                "address", device.address(),
                "firstSeen", device.firstSeen(),
                "lastSeen", device.lastSeen(),
                "messages", device.messages(),
                "adopted", device.adopted(),
                "adoptedBy", device.adoptedBy());
    }
}
