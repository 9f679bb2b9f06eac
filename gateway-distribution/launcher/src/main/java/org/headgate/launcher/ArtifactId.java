package org.headgate.launcher;

import java.nio.file.Path;

/** Maven coordinates, {@code group:artifact:version}. */
record ArtifactId(String group, String artifact, String version) {

    static ArtifactId parse(String text) throws Refusal {
        String[] parts = text.split(":");
        if (parts.length != 3) {
            throw new Refusal(1, "A feature names the bundle '" + text + "': expected group:artifact:version.");
        }
        return new ArtifactId(parts[0], parts[1], parts[2]);
    }

    Path below(Path system) {
        return system.resolve(group.replace('.', '/'))
                .resolve(artifact)
                .resolve(version)
                .resolve(artifact + "-" + version + ".jar");
    }

    @Override
    public String toString() {
        return group + ":" + artifact + ":" + version;
    }
}
