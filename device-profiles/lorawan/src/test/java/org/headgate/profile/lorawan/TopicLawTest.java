package org.headgate.profile.lorawan;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Topics are read as these patterns say. */
class TopicLawTest {
    private static final Pattern CHIRPSTACK =
            Pattern.compile("(?:.+/)?application/[^/]+/device/([0-9A-Fa-f]{16})/(?:event/([a-z]+)|command/down)");
    private static final Pattern THINGS_STACK =
            Pattern.compile("(?:.+/)?v3/([^/@]+)(?:@[^/]+)?/devices/([^/]+)/(up|join|up/normalized|down/[a-z]+"
                    + "|location/solved|service/data)");

    @Property(tries = 5000)
    void chirpStack_isThePattern(@ForAll("chirpStack") String address) {
        Matcher expected = CHIRPSTACK.matcher(address);
        ChirpStack.Topic topic = ChirpStack.topic(Messages.mqtt(address, ""));
        if (expected.matches()) {
            String kind = expected.group(2) == null ? "down" : expected.group(2);
            assertThat(topic).isEqualTo(new ChirpStack.Topic(expected.group(1), kind));
        } else {
            assertThat(topic).isNull();
        }
    }

    @Property(tries = 5000)
    void thingsStack_isThePattern(@ForAll("thingsStack") String address) {
        Matcher expected = THINGS_STACK.matcher(address);
        ThingsStack.Topic topic = ThingsStack.topic(Messages.mqtt(address, ""));
        if (expected.matches()) {
            assertThat(topic).isEqualTo(new ThingsStack.Topic(expected.group(1), expected.group(2), expected.group(3)));
        } else {
            assertThat(topic).isNull();
        }
    }

    @Provide
    Arbitrary<String> chirpStack() {
        return spoilt(
                Arbitraries.of("", "site/", "/", "//", "a/application/"),
                Arbitraries.of("application/1/device/", "application//device/", "application/a/b/device/", "x"),
                Arbitraries.of("0101010101010101/", "aAfF010101010109/", "010101010101010g/", "01010101010101/", "/"),
                Arbitraries.of("event/up", "event/", "event/Up", "command/down", "command/up", "event/down", "down"));
    }

    @Provide
    Arbitrary<String> thingsStack() {
        return spoilt(
                Arbitraries.of("", "site/", "/", "//", "v3/", "v3/v3/"),
                Arbitraries.of("v3/a@t/", "v3/a/", "v3/a@/", "v3/@t/", "v3/a@t@u/", "v3//", "v3/devices/", "v4/a/"),
                Arbitraries.of("devices/d/", "devices/devices/", "devices/devices/down/", "devices//", "device/d/"),
                Arbitraries.of(
                        "up",
                        "join",
                        "up/normalized",
                        "down/sent",
                        "down/normalized",
                        "down/",
                        "location/solved",
                        "service/data",
                        "up/data",
                        "down/up",
                        "down/join",
                        "up/up"));
    }

    /** Put together, and half of them with a character left out, doubled or exchanged. */
    @SafeVarargs
    private static Arbitrary<String> spoilt(Arbitrary<String>... parts) {
        Arbitrary<String> whole = Arbitraries.just("");
        for (Arbitrary<String> part : parts) {
            whole = whole.flatMap(before -> part.map(before::concat));
        }
        return whole.flatMap(address -> Arbitraries.integers()
                .between(-address.length(), address.length() - 1)
                .flatMap(at -> at < 0
                        ? Arbitraries.just(address)
                        : Arbitraries.of("", "/", "@", "f", "//")
                                .map(other -> address.substring(0, at) + other + address.substring(at + 1))));
    }
}
