package org.headgate.itest;

import static org.ops4j.pax.exam.CoreOptions.bundle;
import static org.ops4j.pax.exam.CoreOptions.composite;
import static org.ops4j.pax.exam.CoreOptions.frameworkProperty;
import static org.ops4j.pax.exam.CoreOptions.junitBundles;
import static org.ops4j.pax.exam.CoreOptions.systemPackage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.ops4j.pax.exam.Option;

/** All bundles of the archive, in a home of their own. */
final class Assembled {
    private static final Path INSTALLED =
            Path.of(System.getProperty("installed")).toAbsolutePath().normalize();

    private Assembled() {}

    static Option[] withHome() {
        try {
            Path home = Files.createTempDirectory("headgate-itest");
            for (String folder : List.of("conf", "deploy", "data", "cache", "log")) {
                Files.createDirectories(home.resolve(folder));
            }
            Files.writeString(home.resolve("conf/mqtt-door.cfg"), "port = 0\n");
            Files.writeString(home.resolve("conf/coap-source.cfg"), "port = 0\n");
            Files.writeString(home.resolve("conf/lora-source.cfg"), "port = 0\n");
            Files.writeString(home.resolve("conf/pay-http.cfg"), "port = 0\n");
            List<Option> options = new ArrayList<>();
            options.add(frameworkProperty("headgate.home").value(home.toString()));
            options.add(frameworkProperty("headgate.installed").value(INSTALLED.toString()));
            options.add(frameworkProperty("org.osgi.framework.bsnversion").value("multiple"));
            for (String name : List.of("org.slf4j", "org.slf4j.event", "org.slf4j.helpers", "org.slf4j.spi")) {
                options.add(systemPackage(name + ";version=1.7.36"));
                options.add(systemPackage(name + ";version=2.0.17"));
            }
            options.add(systemPackage("org.slf4j.bridge;version=2.0.17"));
            try (Stream<Path> files = Files.walk(INSTALLED.resolve("system"))) {
                files.filter(file -> file.toString().endsWith(".jar"))
                        .sorted()
                        .forEach(file -> options.add(bundle("reference:" + file.toUri())));
            }
            options.add(junitBundles());
            return new Option[] {composite(options.toArray(Option[]::new))};
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
