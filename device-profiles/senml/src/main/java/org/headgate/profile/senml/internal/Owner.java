package org.headgate.profile.senml.internal;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.headgate.api.message.Message;
import org.headgate.api.profile.DeviceUrn;

/** Whose a record is. @param named whether its name does not begin with the device's URN, so that it must be put before */
record Owner(String device, boolean named) {
    /** {@code urn:dev:<kind>:<id>} (RFC 9039 §3.2); what follows the next colon is the quantity. */
    private static final Pattern URN = Pattern.compile("(urn:dev:[a-z]+:[A-Za-z0-9._-]+)(?::.*)?");

    /** @param other the device of names that carry no URN */
    static Owner of(String name, String other) {
        Matcher urn = URN.matcher(name);
        return urn.matches() ? new Owner(urn.group(1), false) : new Owner(other, true);
    }

    /** The device of a message whose names carry no URN: its sender, else its address without the level {@code senml}. */
    static String of(Message message) {
        if (!message.sender().isEmpty()) {
            return DeviceUrn.named(message.transport(), message.sender());
        }
        String path = Arrays.stream(message.address().split("/"))
                .filter(level -> !Form.isSenmlLevel(level))
                .collect(Collectors.joining("/"));
        return DeviceUrn.named(message.transport(), path.isEmpty() ? message.address() : path);
    }
}
