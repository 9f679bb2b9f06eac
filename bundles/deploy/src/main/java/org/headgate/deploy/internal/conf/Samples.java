package org.headgate.deploy.internal.conf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.osgi.service.metatype.AttributeDefinition;

/** Sample files: every key with what it means, commented out, the default shown. Never overwrites. */
final class Samples {
    private static final int WIDTH = 110;

    private Samples() {}

    static void write(Path conf, Map<String, Schema> schemas) throws IOException {
        for (Schema schema : schemas.values()) {
            Path file = conf.resolve(schema.pid() + (schema.factory() ? "~NAME.cfg.sample" : Settings.SUFFIX));
            if (Files.notExists(file)) {
                Files.writeString(file, text(schema));
            }
        }
    }

    static String text(Schema schema) {
        StringBuilder text = new StringBuilder();
        comment(
                text,
                schema.definition().getName() + ". "
                        + Values.sentence(schema.definition().getDescription()));
        if (schema.factory()) {
            comment(
                    text,
                    "Copy this file to " + schema.pid()
                            + "~NAME.cfg, with a name of your own, once for each that you want.");
        }
        comment(
                text,
                "A line that begins with # is a comment; the default is shown. Changes are taken up within a second or two.");
        for (AttributeDefinition key : schema.keys().values()) {
            text.append('\n');
            String name = key.getName().equals(key.getID()) ? "" : key.getName() + ": ";
            comment(text, name + Values.sentence(key.getDescription()) + " " + hint(key));
            text.append('#')
                    .append(key.getID())
                    .append(" = ")
                    .append(Values.defaultText(key).replace("\\", "\\\\"));
            text.setLength(text.length() - (text.charAt(text.length() - 1) == ' ' ? 1 : 0));
            text.append('\n');
        }
        return text.toString();
    }

    private static String hint(AttributeDefinition key) {
        String list = key.getCardinality() == 0 ? "" : "; several with commas";
        String[] options = key.getOptionValues();
        return "(" + (options == null || options.length == 0 ? Values.kind(key) : String.join(" | ", options)) + list
                + ")";
    }

    private static void comment(StringBuilder text, String sentence) {
        int column = WIDTH;
        for (String word : sentence.strip().split("\\s+")) {
            if (column + word.length() >= WIDTH) {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == '\n' ? "#" : "\n#");
                column = 1;
            }
            text.append(' ').append(word);
            column += word.length() + 1;
        }
        text.append('\n');
    }
}
