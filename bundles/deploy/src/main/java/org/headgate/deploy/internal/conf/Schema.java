package org.headgate.deploy.internal.conf;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.osgi.service.metatype.AttributeDefinition;
import org.osgi.service.metatype.ObjectClassDefinition;

/**
 * What a component can be told, as its bundle's metatype says.
 *
 * @param pid the PID, or the factory PID
 * @param factory whether there may be several, each with a name
 * @param keys by name
 */
record Schema(String pid, boolean factory, ObjectClassDefinition definition, Map<String, AttributeDefinition> keys) {

    static Schema of(String pid, boolean factory, ObjectClassDefinition definition) {
        Map<String, AttributeDefinition> keys = new TreeMap<>();
        for (AttributeDefinition key : definition.getAttributeDefinitions(ObjectClassDefinition.ALL)) {
            keys.put(key.getID(), key);
        }
        return new Schema(pid, factory, definition, keys);
    }

    /** Whether with these values it opens a port: a negative one is none. */
    boolean listens(Map<String, Object> values) {
        AttributeDefinition port = keys.get("port");
        if (port == null) {
            return false;
        }
        Object set = values.get("port");
        return !(set == null ? Values.defaultText(port) : set.toString()).startsWith("-");
    }

    Configured configure(Map<String, Setting> settings) {
        Map<String, Object> values = new TreeMap<>();
        List<Fault> faults = new ArrayList<>();
        for (Setting setting : settings.values()) {
            AttributeDefinition key = keys.get(setting.key());
            if (key == null) {
                faults.add(unknown(setting));
            } else if (setting.fromCommand() && key.getType() == AttributeDefinition.PASSWORD) {
                faults.add(new Fault(
                        "secret_in_command",
                        "'" + pid + "." + setting.key()
                                + "' is secret and is not taken from the command line, where others can read it.",
                        "Write it to a file of mode 0600, and name that file with the key that ends in '.file'.",
                        true));
            } else {
                try {
                    values.put(setting.key(), Values.convert(key, setting.value()));
                } catch (IllegalArgumentException e) {
                    faults.add(new Fault(
                            "invalid_value",
                            "'" + pid + "." + setting.key() + "' (" + setting.where() + "): " + e.getMessage(),
                            "Correct the value. Default: " + Values.defaultText(key) + ". "
                                    + Values.sentence(key.getDescription()),
                            setting.fromCommand()));
                }
            }
        }
        return new Configured(values, faults);
    }

    private Fault unknown(Setting setting) {
        Optional<String> nearest = Nearest.of(setting.key(), keys.keySet());
        return new Fault(
                "unknown_key",
                "'" + setting.key() + "' (" + setting.where() + ") is not a key of " + pid + ".",
                nearest.map(name -> "Did you mean '" + name + "'? ").orElse("") + "Its keys are: "
                        + String.join(", ", keys.keySet()) + ".",
                setting.fromCommand());
    }

    /** @param values what is to be set, if there is no fault */
    record Configured(Map<String, Object> values, List<Fault> faults) {}
}
