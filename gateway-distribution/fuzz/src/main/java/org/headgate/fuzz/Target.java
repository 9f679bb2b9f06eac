package org.headgate.fuzz;

import java.util.List;

/** A decoder of what strangers send. */
public interface Target {

    /** In lower case with hyphens. */
    String name();

    /** Good input to begin with. */
    List<byte[]> seeds();

    /** Decodes. What the decoder may answer is checked or swallowed; whatever else comes out of it is a finding. */
    void take(byte[] input) throws Exception;
}
