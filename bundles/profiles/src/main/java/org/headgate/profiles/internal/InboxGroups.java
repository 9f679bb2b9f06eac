package org.headgate.profiles.internal;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.headgate.api.journal.HeldMessages.Group;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Inbox.Entry;

/** Puts those that wait together by transport, address pattern and payload shape. */
final class InboxGroups {

    private InboxGroups() {}

    static List<Entry> of(List<Group> groups, Function<Message, Optional<String>> suggest) {
        Map<List<String>, List<Group>> alike = new LinkedHashMap<>();
        for (Group group : groups) {
            List<String> kind =
                    List.of(group.transport(), PayloadShape.of(group.sample().payload()));
            alike.computeIfAbsent(kind, key -> new ArrayList<>()).add(group);
        }
        List<Entry> entries = new ArrayList<>();
        alike.forEach((kind, members) ->
                byPattern(members).forEach((pattern, same) -> entries.add(entry(pattern, kind.get(1), same, suggest))));
        entries.sort(Comparator.comparingLong(Entry::messages).reversed());
        return List.copyOf(entries);
    }

    private static Map<String, List<Group>> byPattern(Collection<Group> groups) {
        Map<String, String> patterns =
                AddressPattern.of(groups.stream().map(Group::address).toList());
        Map<String, List<Group>> found = new LinkedHashMap<>();
        for (Group group : groups) {
            found.computeIfAbsent(patterns.get(group.address()), key -> new ArrayList<>())
                    .add(group);
        }
        return found;
    }

    private static Entry entry(
            String pattern, String shape, List<Group> groups, Function<Message, Optional<String>> suggest) {
        Group newest =
                groups.stream().max(Comparator.comparingLong(Group::lastAt)).orElseThrow();
        return new Entry(
                newest.transport(),
                groups.size() == 1 ? newest.address() : pattern,
                shape,
                groups.stream().mapToLong(Group::count).sum(),
                groups.stream().mapToLong(Group::firstAt).min().orElseThrow(),
                newest.lastAt(),
                PayloadShape.sample(newest.sample().payload()),
                suggest.apply(newest.sample()).orElse(""));
    }
}
