package org.headgate.profile.ts013.internal.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** What came of a run. */
public sealed interface Result {

    /**
     * @param decoded what {@code decodeUplink} returned: {@code data}, {@code errors}, {@code warnings}
     * @param normalized what {@code normalizeUplink} made of that; empty where the codec has none
     */
    record Done(ObjectNode decoded, ObjectNode normalized) implements Result {}

    /** @param spent whether it was ended because it used more than it may */
    record Failed(String code, String reason, boolean spent) implements Result {}
}
