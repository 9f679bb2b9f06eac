package org.headgate.checks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/**
 * Declarative services hold the lock of a component while they make those that it wants, and components are made on several threads: two that want each other may
 * stop each other until one goes on without. What a component's own users call, it registers by itself, outside of declarative services.
 */
class ComponentsTest {

    @Test
    void component_wantsNone_thatWantsIt() throws IOException {
        Map<String, Set<String>> wanted = wanted();

        assertThat(wanted).containsKey("org.headgate.mqtt.door.internal.MqttDoor");
        for (String component : wanted.keySet()) {
            assertThat(reached(component, wanted)).as(component).doesNotContain(component);
        }
    }

    /** Which components each component gets services of. */
    private static Map<String, Set<String>> wanted() throws IOException {
        Map<String, Set<String>> givers = new HashMap<>();
        Map<String, Set<String>> services = new HashMap<>();
        for (Path file : Installed.ours()) {
            for (Document document : Bundle.read(file).components()) {
                for (Element component : Bundle.elements(document, "scr:component")) {
                    String name = component.getAttribute("name");
                    for (String service : interfaces(component, "provide")) {
                        givers.computeIfAbsent(service, key -> new TreeSet<>()).add(name);
                    }
                    services.put(name, interfaces(component, "reference"));
                }
            }
        }
        Map<String, Set<String>> wanted = new HashMap<>();
        services.forEach((name, of) -> {
            Set<String> others = new TreeSet<>();
            of.forEach(service -> others.addAll(givers.getOrDefault(service, Set.of())));
            wanted.put(name, others);
        });
        return wanted;
    }

    private static Set<String> interfaces(Element component, String tag) {
        Set<String> names = new TreeSet<>();
        for (int i = 0; i < component.getElementsByTagName(tag).getLength(); i++) {
            names.add(((Element) component.getElementsByTagName(tag).item(i)).getAttribute("interface"));
        }
        return names;
    }

    /** All that has to be made before it, or with it. */
    private static Set<String> reached(String component, Map<String, Set<String>> wanted) {
        Set<String> reached = new HashSet<>();
        Deque<String> next = new ArrayDeque<>(wanted.get(component));
        while (!next.isEmpty()) {
            String one = next.remove();
            if (reached.add(one)) {
                next.addAll(wanted.getOrDefault(one, Set.of()));
            }
        }
        return reached;
    }
}
