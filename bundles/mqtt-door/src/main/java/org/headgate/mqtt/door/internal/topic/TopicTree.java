package org.headgate.mqtt.door.internal.topic;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Values by topic name or filter. Looks up filters by name and names by filter. Not thread-safe. */
public final class TopicTree<T> {
    private static final class Node<T> {
        final Map<String, Node<T>> children = new HashMap<>(2);

        @Nullable
        T value;
    }

    /** What a level of a path weighs at most, without its name. */
    public static final int LEVEL_BYTES = 200;

    private final Node<T> root = new Node<>();

    @Nullable
    public T get(String path) {
        Node<T> node = root;
        for (String level : Topics.split(path)) {
            node = node.children.get(level);
            if (node == null) {
                return null;
            }
        }
        return node.value;
    }

    public T computeIfAbsent(String path, Supplier<T> make) {
        Node<T> node = root;
        for (String level : Topics.split(path)) {
            node = node.children.computeIfAbsent(level, key -> new Node<>());
        }
        if (node.value == null) {
            node.value = make.get();
        }
        return node.value;
    }

    public void remove(String path) {
        remove(root, Topics.split(path), 0);
    }

    private boolean remove(Node<T> node, String[] levels, int depth) {
        if (depth == levels.length) {
            node.value = null;
        } else {
            Node<T> child = node.children.get(levels[depth]);
            if (child != null && remove(child, levels, depth + 1)) {
                node.children.remove(levels[depth]);
            }
        }
        return node.value == null && node.children.isEmpty();
    }

    /** Values of the filters that match a name. */
    public void matching(String topic, Consumer<T> found) {
        if (!root.children.isEmpty()) {
            matching(root, Topics.split(topic), 0, topic.startsWith("$"), found);
        }
    }

    private void matching(Node<T> node, String[] levels, int depth, boolean dollar, Consumer<T> found) {
        boolean wildcards = depth > 0 || !dollar;
        if (wildcards) {
            visit(node.children.get("#"), found);
        }
        if (depth == levels.length) {
            if (node.value != null) {
                found.accept(node.value);
            }
            return;
        }
        Node<T> exact = node.children.get(levels[depth]);
        if (exact != null) {
            matching(exact, levels, depth + 1, dollar, found);
        }
        Node<T> any = wildcards ? node.children.get("+") : null;
        if (any != null) {
            matching(any, levels, depth + 1, dollar, found);
        }
    }

    /** Values of the names that a filter matches. */
    public void matchedBy(String filter, Consumer<T> found) {
        matchedBy(root, Topics.split(filter), 0, found);
    }

    private void matchedBy(Node<T> node, String[] levels, int depth, Consumer<T> found) {
        if (depth == levels.length) {
            visit(node, found);
        } else if (levels[depth].equals("#")) {
            all(node, depth == 0, found);
        } else if (levels[depth].equals("+")) {
            node.children.forEach((level, child) -> {
                if (depth > 0 || !level.startsWith("$")) {
                    matchedBy(child, levels, depth + 1, found);
                }
            });
        } else {
            Node<T> child = node.children.get(levels[depth]);
            if (child != null) {
                matchedBy(child, levels, depth + 1, found);
            }
        }
    }

    private void all(Node<T> node, boolean top, Consumer<T> found) {
        visit(node, found);
        node.children.forEach((level, child) -> {
            if (!top || !level.startsWith("$")) {
                all(child, false, found);
            }
        });
    }

    private static <T> void visit(@Nullable Node<T> node, Consumer<T> found) {
        if (node != null && node.value != null) {
            found.accept(node.value);
        }
    }
}
