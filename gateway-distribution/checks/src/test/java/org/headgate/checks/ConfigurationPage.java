package org.headgate.checks;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/** {@code docs/configuration.md}, from the metatype of all bundles. */
final class ConfigurationPage {
    private ConfigurationPage() {}

    static String text() throws IOException {
        Map<String, Bundle.Ocd> all = new TreeMap<>();
        for (Path file : Installed.ours()) {
            all.putAll(Bundle.read(file).designated());
        }
        StringBuilder page = new StringBuilder("""
                # Configuration

                Generated from the bundles' metatype: do not edit. Generate anew with `%s`.

                Every component reads one file below the home, `conf/<component>.cfg`: `key = value`, one a line, `#` begins a comment. On the
                first start each file is written with every key commented out and its default shown; none is ever overwritten. Changes are taken up
                within a second or two, without a restart. `--set <component>.<key>=<value>` on the command line goes before the file. A key that
                a component does not know, or a value that does not fit, is refused with a reason, and the component keeps what it had. Where there
                may be several of one kind, each has a file `conf/<component>~NAME.cfg` with a name of your own. Secrets are never keys: a key that
                ends in `.file` names a file that holds one.

                What must be known before the first bundle starts is in `conf/headgate.cfg`, read at start only:

                | key | default | meaning |
                |---|---|---|
                | `features` | | Features to run, separated by commas; what they require comes along. Empty: all that are installed. |
                | `log.level` | `INFO` | How much goes to `log/headgate.0.log`: SEVERE, WARNING, INFO, FINE, FINER or FINEST. |
                | `log.mib` | `4` | Size of one log file in MiB, 1 to 1024. |
                | `log.files` | `4` | How many log files are kept, 1 to 100. |
                """.formatted(GeneratedFilesTest.COMMAND));
        all.values().forEach(ocd -> section(page, ocd));
        return page.toString();
    }

    private static void section(StringBuilder page, Bundle.Ocd ocd) {
        page.append("\n## ").append(ocd.pid()).append("\n\n");
        String name = ocd.element().getAttribute("name");
        page.append(name.equals(ocd.pid()) ? "" : name + ". ")
                .append(ocd.element().getAttribute("description"));
        if (ocd.factory()) {
            page.append(" One file `conf/").append(ocd.pid()).append("~NAME.cfg` each.");
        }
        page.append("\n\n");
        if (ocd.attributes().isEmpty()) {
            return;
        }
        page.append("| key | type | default | meaning |\n|---|---|---|---|\n");
        Map<String, Element> keys = new TreeMap<>();
        ocd.attributes().forEach(key -> keys.put(key.getAttribute("id"), key));
        keys.forEach((id, key) -> page.append("| `")
                .append(id)
                .append("` | ")
                .append(type(key))
                .append(" | ")
                .append(code(key.getAttribute("default")))
                .append(" | ")
                .append(cell(meaning(id, key)))
                .append(" |\n"));
    }

    private static String meaning(String id, Element key) {
        String name = key.getAttribute("name");
        return (name.equals(id) ? "" : name + ": ") + key.getAttribute("description");
    }

    private static String type(Element key) {
        NodeList options = key.getElementsByTagName("Option");
        StringBuilder type = new StringBuilder();
        if (options.getLength() > 0) {
            for (int i = 0; i < options.getLength(); i++) {
                type.append(i == 0 ? "" : ", ").append(code(((Element) options.item(i)).getAttribute("value")));
            }
        } else {
            type.append(
                    switch (key.getAttribute("type")) {
                        case "Integer", "Long", "Short", "Byte" -> "whole number";
                        case "Double", "Float" -> "number";
                        case "Boolean" -> "`true` or `false`";
                        default -> "text";
                    });
        }
        String min = key.getAttribute("min");
        String max = key.getAttribute("max");
        if (!min.isEmpty() || !max.isEmpty()) {
            type.append(min.isEmpty() ? "" : " from " + min).append(max.isEmpty() ? "" : " to " + max);
        }
        String cardinality = key.getAttribute("cardinality");
        return type + (cardinality.isEmpty() || cardinality.equals("0") ? "" : ", several with commas");
    }

    private static String code(String text) {
        return text.isEmpty() ? "" : "`" + cell(text) + "`";
    }

    private static String cell(String text) {
        return text.replace("|", "\\|").replace("\n", " ").strip();
    }
}
