package org.headgate.benchmarks.profiles;

import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.jar.JarFile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.benchmarks.profiles.Family.Case;

/**
 * Decodes a second by each profile on the class path, over all of its vectors that give something to keep, and by each device pack below the folder of the property
 * {@code packs}, over its examples: {@code DecodeBenchmark [ROUNDS [SECONDS [FAMILY...]]]}, all families where none is named. One thread; by
 * the processor time of the whole process, so that neither other processes nor the collector's share flatter or spoil it. A decode is asking whether the message is
 * the profile's and reading it.
 */
public final class DecodeBenchmark {
    private static final com.sun.management.OperatingSystemMXBean SYSTEM =
            (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    private static long kept;

    private DecodeBenchmark() {}

    public static void main(String[] arguments) throws IOException, MalformedPayload {
        int rounds = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 7;
        double seconds = arguments.length > 1 ? Double.parseDouble(arguments[1]) : 1;
        List<Family> families = families();
        List<String> wanted = Arrays.asList(arguments).subList(Math.min(2, arguments.length), arguments.length);
        families.removeIf(family -> !wanted.isEmpty() && !wanted.contains(family.id()));
        if (families.isEmpty()) {
            throw new IllegalStateException("there is no bundle of such a device profile on the class path");
        }
        System.out.println("family\tcases\tmedian\tleast\tmost (decodes a second of processor time)");
        for (Family family : families) {
            measure(family, 1, 3 * seconds);
            double[] rates = measure(family, rounds, seconds);
            Arrays.sort(rates);
            System.out.printf(
                    "%s\t%d\t%.0f\t%.0f\t%.0f%n",
                    family.id(), family.cases().size(), rates[rounds / 2], rates[0], rates[rounds - 1]);
        }
        if (kept == 0) {
            throw new IllegalStateException("nothing was decoded");
        }
    }

    private static double[] measure(Family family, int rounds, double seconds) throws MalformedPayload {
        double[] rates = new double[rounds];
        for (int round = 0; round < rounds; round++) {
            long start = SYSTEM.getProcessCpuTime();
            long end = start + (long) (seconds * 1e9);
            long now = start;
            long decodes = 0;
            while (now < end) {
                for (int pass = 0; pass < 20; pass++) {
                    decodes += pass(family.cases());
                }
                now = SYSTEM.getProcessCpuTime();
            }
            rates[round] = decodes * 1e9 / (now - start);
        }
        return rates;
    }

    private static int pass(List<Case> cases) throws MalformedPayload {
        for (Case one : cases) {
            one.profile().claims(one.message());
            kept += one.memory().read(one.message()).decoded().size();
        }
        return cases.size();
    }

    private static List<Family> families() throws IOException {
        List<Family> families = new ArrayList<>();
        Set<String> seen = new HashSet<>();
        for (String path : System.getProperty("java.class.path").split(File.pathSeparator)) {
            if (path.endsWith(".jar") && new File(path).isFile() && seen.add(new File(path).getName())) {
                try (JarFile jar = new JarFile(path)) {
                    families.addAll(Family.of(jar));
                }
            }
        }
        for (File folder :
                Objects.requireNonNullElse(new File(System.getProperty("packs", "")).listFiles(), new File[0])) {
            families.add(Family.of(folder.toPath()));
        }
        families.removeIf(family -> family.cases().isEmpty());
        families.sort(Comparator.comparing(Family::id));
        return families;
    }
}
