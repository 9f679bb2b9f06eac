package org.headgate.launcher;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.headgate.fuzz.Seeds;
import org.headgate.fuzz.Target;

/** A feature file, which an operator may have from anywhere. */
public final class FeatureTarget implements Target {

    @Override
    public String name() {
        return "feature";
    }

    @Override
    public List<byte[]> seeds() {
        return Seeds.texts("""
                {"feature-resource-version":"1.0","id":"org.x:feature.a:1","extensions":{"headgate.requires":{"kind":"mandatory",
                "type":"text","text":["collect"]}},"bundles":[{"id":"org.x:b:1"},"org.x:c:2"],
                "configurations":{"a.pid":{"key":"value","n":5}}}""", "{\"bundles\":5}", "{\"extensions\":{\"headgate.requires\":{\"text\":5}}}");
    }

    @Override
    public void take(byte[] input) throws Exception {
        Path file = Files.createTempFile("feature", ".json");
        try {
            Files.write(file, input);
            Feature.read(file);
        } catch (Refusal e) {
            return;
        } finally {
            Files.delete(file);
        }
    }
}
