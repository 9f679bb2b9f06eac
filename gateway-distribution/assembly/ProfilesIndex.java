import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Writes {@code profiles.index}: what the device profiles below a folder say of themselves in their manifests, so that the gateway can suggest one that is not
 * in use. Called when the archive is assembled: {@code java ProfilesIndex.java FOLDER FILE}.
 */
final class ProfilesIndex {
    private static final String NAMESPACE = "org.headgate.profile";
    private static final Pattern CLAUSE = Pattern.compile("(?:[^,\"]|\"[^\"]*\")+");
    private static final Pattern PART = Pattern.compile("(?:[^;\"]|\"[^\"]*\")+");

    private ProfilesIndex() {}

    public static void main(String[] arguments) throws IOException {
        List<String> lines = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of(arguments[0]))) {
            for (Path file : files.filter(path -> path.toString().endsWith(".jar")).toList()) {
                lines.addAll(lines(file));
            }
        }
        lines.sort(null);
        lines.add(0, "# Device profiles in this archive, from their manifests: id, then name=value,value parts, parted by tabs.");
        Files.write(Path.of(arguments[1]), lines);
    }

    private static List<String> lines(Path file) throws IOException {
        List<String> lines = new ArrayList<>();
        try (JarFile jar = new JarFile(file.toFile())) {
            String header = jar.getManifest() == null
                    ? null
                    : jar.getManifest().getMainAttributes().getValue("Provide-Capability");
            Matcher clause = CLAUSE.matcher(header == null ? "" : header);
            while (clause.find()) {
                if (clause.group().strip().split(";")[0].equals(NAMESPACE)) {
                    lines.add(line(clause.group()));
                }
            }
        }
        return lines;
    }

    private static String line(String clause) {
        String id = "";
        StringBuilder parts = new StringBuilder();
        Matcher part = PART.matcher(clause);
        while (part.find()) {
            int equals = part.group().indexOf('=');
            if (equals > 0) {
                String name = part.group().substring(0, equals).strip().replaceFirst(":.*", "");
                String value = part.group().substring(equals + 1).strip().replaceAll("^\"|\"$", "");
                id = name.equals("profile.id") ? value : id;
                parts.append(name.equals("profile.id") ? "" : "\t" + name + "=" + value);
            }
        }
        return id + parts;
    }
}
