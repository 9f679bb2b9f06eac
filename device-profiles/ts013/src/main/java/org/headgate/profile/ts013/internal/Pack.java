package org.headgate.profile.ts013.internal;

import java.util.List;
import java.util.Set;

/**
 * What a pack says of itself.
 *
 * @param id for example {@code dragino-lht65}
 * @param codec name of the file with the JavaScript
 * @param examples name of the file with the examples
 * @param fPorts those on which the device sends what the codec reads; empty for all
 */
record Pack(
        String id,
        String version,
        String vendor,
        String model,
        String codec,
        String examples,
        Set<Integer> fPorts,
        Matches matches) {

    /**
     * Which devices it is for; any of these is enough.
     *
     * @param devEuis whole, or their beginning followed by {@code *}; lower case
     * @param joinEuis as {@code devEuis}
     * @param versions {@code brand/model} of the LoRaWAN Device Repository
     * @param profiles names of ChirpStack's device profiles
     */
    record Matches(List<String> devEuis, List<String> joinEuis, Set<String> versions, Set<String> profiles) {}

    String title() {
        return vendor + " " + model;
    }

    boolean reads(int fPort) {
        return fPorts.isEmpty() || fPorts.contains(fPort);
    }
}
