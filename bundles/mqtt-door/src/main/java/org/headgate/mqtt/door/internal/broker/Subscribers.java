package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.headgate.mqtt.door.internal.topic.TopicTree;
import org.jspecify.annotations.Nullable;

/** Who subscribes to what. */
final class Subscribers {
    /** Subscribers of one filter: everyone, and one of each share's members in turn (§4.8.2). */
    private static final class Node {
        final Map<Session, Subscription> all = new LinkedHashMap<>();
        final Map<String, List<Subscription>> shares = new LinkedHashMap<>();

        boolean empty() {
            return all.isEmpty() && shares.isEmpty();
        }
    }

    private final TopicTree<Node> tree = new TopicTree<>();
    private volatile int count;
    private volatile long bytes;

    /** From any thread. */
    int count() {
        return count;
    }

    /** What all of them weigh; from any thread. */
    long bytes() {
        return bytes;
    }

    void add(Subscription subscription) {
        remove(subscription);
        count++;
        bytes += subscription.weight();
        Node node = tree.computeIfAbsent(subscription.filter(), Node::new);
        if (subscription.shared()) {
            node.shares
                    .computeIfAbsent(subscription.group(), group -> new ArrayList<>())
                    .add(subscription);
        } else {
            node.all.put(subscription.session(), subscription);
        }
    }

    void remove(Subscription subscription) {
        Node node = tree.get(subscription.filter());
        if (node == null) {
            return;
        }
        if (subscription.shared()) {
            node.shares.computeIfPresent(subscription.group(), (group, members) -> {
                removed(subscription, members.removeIf(member -> member.session() == subscription.session()));
                return members.isEmpty() ? null : members;
            });
        } else {
            removed(subscription, node.all.remove(subscription.session()) != null);
        }
        if (node.empty()) {
            tree.remove(subscription.filter());
        }
    }

    private void removed(Subscription subscription, boolean was) {
        if (was) {
            count--;
            bytes -= subscription.weight();
        }
    }

    /** Each matching subscription; of a share, the one whose turn it is. */
    void matching(String topic, Consumer<Subscription> found) {
        tree.matching(topic, node -> {
            node.all.values().forEach(found);
            for (List<Subscription> members : node.shares.values()) {
                Subscription next = next(members);
                if (next != null) {
                    found.accept(next);
                }
            }
        });
    }

    private static @Nullable Subscription next(List<Subscription> members) {
        for (int i = 0; i < members.size(); i++) {
            Subscription member = members.remove(0);
            members.add(member);
            if (member.session().connected()) {
                return member;
            }
        }
        return members.isEmpty() ? null : members.get(0);
    }
}
