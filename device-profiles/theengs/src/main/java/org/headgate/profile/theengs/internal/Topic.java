package org.headgate.profile.theengs.internal;

import java.util.Optional;
import org.headgate.api.profile.DeviceUrn;

/**
 * A topic of OpenMQTTGateway, Theengs Gateway or rtl_433.
 *
 * @param gateway what stands before the branch, for example {@code home/OpenMQTTGateway}
 * @param branch what the gateway hears on, for example {@code BT}, {@code RTL_433}, {@code SYS}; {@code LWT}; {@code ""} where there is nothing to keep
 * @param rest what stands behind the branch
 */
record Topic(String gateway, String branch, String rest) {
    private static final String TO = "toMQTT";
    private static final String BASE = "home/";
    private static final int LONGEST = 512;

    static Optional<Topic> parse(String address) {
        if (address.length() > LONGEST) {
            return Optional.empty();
        }
        if (address.startsWith("rtl_433/")) {
            int host = address.indexOf('/', 8);
            boolean events = host > 8 && address.substring(host).equals("/events");
            boolean kept = host > 8
                    && (events || address.startsWith("/devices/", host) || address.startsWith("/states", host));
            return kept
                    ? Optional.of(new Topic(address.substring(0, host), events ? "RTL_433" : "", ""))
                    : Optional.empty();
        }
        Optional<Topic> branch = branch(address);
        return branch.isPresent() || !address.startsWith(BASE) ? branch : ofGateway(address);
    }

    /** {@code <base>/<gateway>/<branch>toMQTT[/<rest>]}; what is sent to the gateway is {@code <base>/<gateway>/commands/MQTTto<branch>}. */
    private static Optional<Topic> branch(String address) {
        int from = 0;
        while (from >= 0) {
            int slash = address.indexOf('/', from);
            String level = address.substring(from, slash < 0 ? address.length() : slash);
            if (from > 0 && level.endsWith(TO) && level.length() > TO.length()) {
                String branch = level.substring(0, level.length() - TO.length());
                return Optional.of(new Topic(
                        address.substring(0, from - 1), branch, slash < 0 ? "" : address.substring(slash + 1)));
            }
            if (level.startsWith("MQTTto") && address.contains("/commands/")) {
                return Optional.of(new Topic(address.substring(0, Math.max(0, from - 1)), "", ""));
            }
            from = slash < 0 ? -1 : slash + 1;
        }
        return Optional.empty();
    }

    /** {@code home/<gateway>/LWT}, {@code home/<gateway>/version}, and who is near, told once more. */
    private static Optional<Topic> ofGateway(String address) {
        int last = address.lastIndexOf('/');
        String what = address.substring(last + 1);
        String gateway = last < BASE.length() ? "" : address.substring(0, last);
        if (gateway.indexOf('/', BASE.length()) >= 0 || gateway.isEmpty() || gateway.equals("home/tele")) {
            return Optional.empty();
        }
        if (what.equals("LWT")) {
            return Optional.of(new Topic(gateway, "LWT", ""));
        }
        boolean nothing = what.equals("version")
                || what.equals("presence")
                || gateway.equals("home/presence")
                || gateway.equals("home/home_presence");
        return nothing ? Optional.of(new Topic(gateway, "", "")) : Optional.empty();
    }

    String urn() {
        return DeviceUrn.named("mqtt", gateway);
    }
}
