package org.headgate.profile.ts013.internal;

import java.util.List;
import org.headgate.profile.ts013.internal.sandbox.Codec;
import org.headgate.profile.ts013.internal.sandbox.CodecFault;
import org.headgate.profile.ts013.internal.sandbox.Limits;
import org.headgate.profile.ts013.internal.sandbox.Sandbox;

/** A pack whose codec compiles and says of each example what it should. */
record Loaded(Pack pack, Codec codec, int examples) {

    static Loaded check(PackFile file, Sandbox sandbox, Limits limits) throws PackFault {
        Pack pack = PackReader.read(file);
        List<Example> examples = Example.read(file.bytes(pack.examples()));
        Codec codec;
        try {
            codec = sandbox.compile(file.text(pack.codec()), pack.codec());
        } catch (CodecFault e) {
            throw new PackFault(e.code(), pack.codec() + ": " + e.getMessage() + ".");
        }
        for (Example example : examples) {
            example.check(codec, limits);
        }
        return new Loaded(pack, codec, examples.size());
    }
}
