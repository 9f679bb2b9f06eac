package org.headgate.e2e;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** What came of one scenario: the figures as they were seen, and which promises did not hold. For one thread. */
final class Verdict {
    private final String scenario;
    private final Consumer<String> progress;
    private final ObjectNode facts = JsonNodeFactory.instance.objectNode();
    private final List<String> broken = new ArrayList<>();
    private final long began = System.nanoTime();

    /** @param progress is told a line now and then */
    Verdict(String scenario, Consumer<String> progress) {
        this.scenario = scenario;
        this.progress = progress;
    }

    void say(String format, Object... arguments) {
        progress.accept(
                String.format(Locale.ROOT, "%5.0f s  ", seconds()) + String.format(Locale.ROOT, format, arguments));
    }

    void fact(String name, long value) {
        facts.put(name, value);
    }

    void fact(String name, double value) {
        facts.put(name, Math.round(value * 100) / 100.0);
    }

    void fact(String name, String value) {
        facts.put(name, value);
    }

    /** A promise; if it does not hold, the scenario has failed, and goes on. */
    void check(boolean holds, String format, Object... arguments) {
        if (!holds) {
            String what = String.format(Locale.ROOT, format, arguments);
            broken.add(what);
            say("BROKEN: %s", what);
        }
    }

    /** Tells a figure, and promises that it is zero. */
    void none(String name, long value) {
        fact(name, value);
        check(value == 0, "%s is %d", name, value);
    }

    List<String> broken() {
        return List.copyOf(broken);
    }

    String line() {
        return scenario + (broken.isEmpty() ? ": HOLDS" : ": BROKEN: " + String.join("; ", broken));
    }

    String json() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("scenario", scenario).put("holds", broken.isEmpty()).put("seconds", Math.round(seconds()));
        json.setAll(facts);
        broken.forEach(json.putArray("broken")::add);
        return json.toString();
    }

    private double seconds() {
        return (System.nanoTime() - began) / 1e9;
    }
}
