package org.headgate.profile.ts013.internal.sandbox;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.lang.reflect.Method;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

public class InitializedTest {
    private static final Sandbox SANDBOX = new Sandbox();

    /** In a class loader of its own, where no codec has run before. */
    @Test
    void codec_endedWhereAClassOfRhinoIsFirstUsed_breaksItForNobody() throws Exception {
        List<URL> path = new ArrayList<>();
        for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
            path.add(new File(entry).toURI().toURL());
        }
        try (URLClassLoader fresh =
                new URLClassLoader(path.toArray(URL[]::new), ClassLoader.getPlatformClassLoader())) {
            Method run = fresh.loadClass(InitializedTest.class.getName()).getMethod("run", long.class);
            for (long bytes = 4_096; bytes < 1_048_576; bytes += 4_096) {
                run.invoke(null, bytes);
            }

            assertThat(run.invoke(null, Limits.MESSAGE.bytes())).isEqualTo("Done");
        }
    }

    public static String run(long bytes) throws CodecFault {
        Limits limits =
                new Limits(Limits.MESSAGE.instructions(), Limits.MESSAGE.millis(), bytes, Limits.MESSAGE.text());
        return SANDBOX.compile(
                        "function decodeUplink(input) { return {data: {s: '' + input.bytes.length / 3}}; }", "test.js")
                .decodeUplink(new byte[1], 1, 0, limits)
                .getClass()
                .getSimpleName();
    }
}
