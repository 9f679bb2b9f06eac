package org.headgate.launcher;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What the command line says.
 *
 * @param command {@code init}, {@code run} or {@code stop}
 * @param settings {@code component.key} to value, in the order given
 */
record Options(String command, Path home, Path installed, Map<String, String> settings) {

    static Options parse(List<String> arguments) throws Refusal {
        if (arguments.isEmpty()) {
            throw Refusal.usage("No command was given.");
        }
        String command = arguments.get(0);
        Path home = null;
        Path installed = null;
        Map<String, String> settings = new LinkedHashMap<>();
        for (int i = 1; i < arguments.size(); i++) {
            String argument = arguments.get(i);
            int equals = argument.startsWith("--") ? argument.indexOf('=') : -1;
            String name = equals < 0 ? argument : argument.substring(0, equals);
            if (!List.of("--home", "--installed", "--set").contains(name)) {
                throw Refusal.usage("Unknown option '" + argument + "'.");
            }
            if (equals < 0 && ++i == arguments.size()) {
                throw Refusal.usage("Option " + name + " needs a value.");
            }
            String value = equals < 0 ? arguments.get(i) : argument.substring(equals + 1);
            switch (name) {
                case "--home" -> home = Path.of(value).toAbsolutePath().normalize();
                case "--installed" ->
                    installed = Path.of(value).toAbsolutePath().normalize();
                default -> addSetting(settings, value);
            }
        }
        if (home == null || installed == null) {
            throw Refusal.usage("Both --home DIR and --installed DIR are needed; bin/headgate gives them.");
        }
        return new Options(command, home, installed, settings);
    }

    private static void addSetting(Map<String, String> settings, String text) throws Refusal {
        int equals = text.indexOf('=');
        int dot = text.indexOf('.');
        if (dot < 1 || equals < dot + 2) {
            throw Refusal.usage("--set " + text + ": expected COMPONENT.KEY=VALUE, for example mqtt-door.port=1883.");
        }
        settings.put(
                text.substring(0, equals).strip(), text.substring(equals + 1).strip());
    }
}
