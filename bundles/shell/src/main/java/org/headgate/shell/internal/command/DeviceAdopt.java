package org.headgate.shell.internal.command;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.device.Devices;
import org.headgate.api.device.Devices.Device;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "adopt",
        description = "Says that devices are yours: what they send from now on may be sold.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {
            "",
            "Example:",
            "  headgate device adopt urn:dev:mac:0024befffe804ff1 kitchen",
            "  headgate device adopt --all"
        })
final class DeviceAdopt extends Command {
    @ArgGroup(multiplicity = "1")
    private @Nullable Which which;

    static final class Which {
        @Parameters(paramLabel = "DEVICE", arity = "1..*", description = "A URN, or a name that only one device has.")
        List<String> devices = new ArrayList<>();

        @Option(names = "--all", description = "All that are known now and not adopted.")
        boolean all;
    }

    DeviceAdopt(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, InterruptedException {
        Devices devices = session.need(Devices.class);
        List<String> urns = urns(devices);
        for (String urn : urns) {
            session.await(devices.adopt(urn));
            session.out().println("Adopted " + urn + ".");
        }
        session.out()
                .println(
                        urns.isEmpty()
                                ? "All known devices are adopted already."
                                : "What " + (urns.size() == 1 ? "it sends" : "they send")
                                        + " from now on may be sold.");
        return 0;
    }

    private List<String> urns(Devices devices) throws Refusal {
        Which asked = java.util.Objects.requireNonNull(which);
        if (asked.all) {
            return devices.list().stream()
                    .filter(device -> !device.adopted())
                    .map(Device::urn)
                    .toList();
        }
        List<String> urns = new ArrayList<>();
        for (String device : asked.devices) {
            urns.add(find(session, devices, device).urn());
        }
        return urns;
    }

    static Device find(Session session, Devices devices, String device) throws Refusal {
        return devices.find(device)
                .orElseThrow(() -> new Refusal(
                        "no device, or more than one, is called '" + device + "'",
                        "take the URN from: " + session.line("device list")
                                + "; a device that was never understood is in: " + session.line("inbox")));
    }
}
