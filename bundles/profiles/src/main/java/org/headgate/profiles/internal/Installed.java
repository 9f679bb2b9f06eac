package org.headgate.profiles.internal;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.ProfileProperties;
import org.headgate.api.profile.Profiles.Match;
import org.jspecify.annotations.Nullable;

/** One profile service. @param disabledBecause "" where it is in use @param match what it answers with, made once */
record Installed(
        DeviceProfile profile,
        String id,
        String version,
        String title,
        List<String> transports,
        List<String> topics,
        List<OrderRule> order,
        String bundle,
        int ranking,
        long service,
        String disabledBecause,
        Optional<Match> match) {

    /** @param bundle symbolic name and version, for people */
    static Installed of(DeviceProfile profile, Map<String, ?> properties, String bundle) {
        long service = properties.get("service.id") instanceof Long number ? number : 0;
        String id =
                text(properties.get(ProfileProperties.ID), profile.getClass().getName());
        return new Installed(
                profile,
                id,
                text(properties.get(ProfileProperties.VERSION), ""),
                text(properties.get(ProfileProperties.TITLE), id),
                strings(properties.get(ProfileProperties.TRANSPORTS)),
                strings(properties.get(ProfileProperties.TOPICS)),
                strings(properties.get(ProfileProperties.ORDER)).stream()
                        .map(OrderRule::of)
                        .toList(),
                bundle,
                properties.get("service.ranking") instanceof Integer ranking ? ranking : 0,
                service,
                "",
                Optional.of(new Match(id, profile)));
    }

    Installed disabled(String reason) {
        return new Installed(
                profile, id, version, title, transports, topics, order, bundle, ranking, service, reason, match);
    }

    boolean inUse() {
        return disabledBecause.isEmpty();
    }

    boolean speaks(String transport) {
        return transports.isEmpty() || transports.contains(transport);
    }

    private static String text(@Nullable Object value, String otherwise) {
        return value == null ? otherwise : value.toString();
    }

    static List<String> strings(@Nullable Object value) {
        if (value instanceof String[] array) {
            return Arrays.stream(array).filter(Objects::nonNull).toList();
        }
        if (value instanceof Collection<?> collection) {
            return collection.stream()
                    .filter(Objects::nonNull)
                    .map(Object::toString)
                    .toList();
        }
        return value == null ? List.of() : List.of(value.toString());
    }
}
