package org.headgate.shell.internal.command;

import org.headgate.api.device.Devices;
import picocli.CommandLine;
import picocli.CommandLine.Parameters;

@CommandLine.Command(
        name = "forget",
        description = "Forgets a device: what it sends is no longer sold, and it is new again when it is heard.",
        parameterListHeading = "%n",
        optionListHeading = "%n",
        footer = {"", "Example:", "  headgate device forget kitchen"})
final class DeviceForget extends Command {
    @Parameters(paramLabel = "DEVICE", description = "A URN, or a name that only one device has.")
    private String device = "";

    DeviceForget(Session session) {
        super(session);
    }

    @Override
    int run() throws Refusal, InterruptedException {
        Devices devices = session.need(Devices.class);
        String urn = DeviceAdopt.find(session, devices, device).urn();
        session.await(devices.forget(urn));
        session.out()
                .println("Forgot " + urn + ". What is recorded stays; its credentials too: "
                        + session.line("device credential list"));
        return 0;
    }
}
