package org.headgate.proof;

import java.util.ArrayList;
import java.util.List;

/** Collects what failed, up to a number; counts the rest. */
final class Findings {
    private static final int MOST = 100;

    private final List<Finding> first = new ArrayList<>();
    private long count;

    void add(Finding finding) {
        count++;
        if (first.size() < MOST) {
            first.add(finding);
        }
    }

    long count() {
        return count;
    }

    List<Finding> first() {
        return List.copyOf(first);
    }
}
