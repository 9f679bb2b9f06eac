package org.headgate.mqtt.door.internal.broker;

import java.util.ArrayList;
import java.util.List;
import org.headgate.mqtt.door.internal.topic.TopicTree;
import org.headgate.mqtt.door.internal.topic.Topics;
import org.jspecify.annotations.Nullable;

/** Retained messages (§3.3.1.3), bounded in bytes. */
final class Retained {
    private static final class Slot {
        @Nullable
        Routed message;
    }

    private final TopicTree<Slot> tree = new TopicTree<>();
    private final long limit;
    private volatile long bytes;
    private volatile int count;

    Retained(long limit) {
        this.limit = limit;
    }

    long bytes() {
        return bytes;
    }

    int count() {
        return count;
    }

    /** False where there is no room; then none is retained, since the one before is no longer true. */
    boolean put(Routed message) {
        Slot slot = tree.get(message.topic());
        long before = slot == null || slot.message == null ? 0 : weight(slot.message);
        if (bytes - before + weight(message) > limit) {
            remove(message.topic());
            return false;
        }
        tree.computeIfAbsent(message.topic(), Slot::new).message = message;
        bytes = bytes - before + weight(message);
        count += before == 0 ? 1 : 0;
        return true;
    }

    /** Many short levels weigh more than what stands there. */
    private static long weight(Routed message) {
        return message.size() + (long) TopicTree.LEVEL_BYTES * Topics.levels(message.topic());
    }

    void remove(String topic) {
        Slot slot = tree.get(topic);
        if (slot != null && slot.message != null) {
            bytes -= weight(slot.message);
            count--;
            tree.remove(topic);
        }
    }

    List<Routed> matching(String filter) {
        List<Routed> found = new ArrayList<>();
        if (Topics.wildcard(filter)) {
            tree.matchedBy(filter, slot -> add(slot, found));
        } else {
            Slot slot = tree.get(filter);
            if (slot != null) {
                add(slot, found);
            }
        }
        return found;
    }

    private static void add(Slot slot, List<Routed> found) {
        if (slot.message != null) {
            found.add(slot.message);
        }
    }
}
