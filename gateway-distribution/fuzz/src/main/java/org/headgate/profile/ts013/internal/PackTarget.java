package org.headgate.profile.ts013.internal;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.headgate.fuzz.Target;
import org.headgate.profile.ts013.internal.sandbox.Limits;
import org.headgate.profile.ts013.internal.sandbox.Sandbox;

/** A device pack by a stranger: the description, then the codec, then the examples, parted by lines of {@code --}. */
public final class PackTarget implements Target {
    private static final Sandbox SANDBOX = new Sandbox();
    private static final Limits LIMITS = new Limits(100_000, 100, 2 * 1024 * 1024, 16 * 1024);
    private static final String JSON =
            "{\"id\":\"a-b\",\"version\":\"1.0.0\",\"vendor\":\"A\",\"model\":\"B\",\"fPorts\":[1],\"devices\":{\"devEui\":[\"1122*\"]}}";
    private static final String EXAMPLES =
            "[{\"input\":{\"fPort\":1,\"bytes\":[1,2]},\"output\":{\"data\":{\"t\":258}}}]";

    @Override
    public String name() {
        return "pack";
    }

    @Override
    public List<byte[]> seeds() {
        return List.of(
                seed("function decodeUplink(i) { return {data: {t: i.bytes[0] << 8 | i.bytes[1]}}; }"),
                seed(
                        "function decodeUplink({bytes}) { const t = bytes.reduce((a, b) => a * 256 + b, 0); return {data: {t}}; }"),
                seed("function decodeUplink(i) { return {data: {t: 'another', u: [1, {v: null}]}}; }"),
                seed(Newer.CODEC),
                seed("function decodeUplink(i) { var s = 'x'; for (;;) s = s.replace(/x/g, s + s); }"),
                seed(
                        "function decodeUplink(i) { return {data: JSON.parse('{\"t\":258}')}; } function normalizeUplink(i) { return i; }"));
    }

    /** What {@code headgate pack build} makes of newer JavaScript; made once, where it is asked for. */
    private static final class Newer {
        static final String CODEC = downlevelled(
                "class A { constructor(b = []) { this.b = b; } *all() { for (const each of this.b) yield each; } } "
                        + "const decodeUplink = ({bytes: [h, ...l]}) => ({data: {t: Math.max(...[h << 8 | new A([...l])?.b[0] ?? 0])}});");

        private static String downlevelled(String codec) {
            try {
                return new Downlevel().write("codec.js", codec).text();
            } catch (IOException | PackFault e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private static byte[] seed(String codec) {
        return (JSON + "\n--\n" + codec + "\n--\n" + EXAMPLES).getBytes(StandardCharsets.UTF_8);
    }

    @Override
    public void take(byte[] input) {
        String[] parts = new String(input, StandardCharsets.ISO_8859_1).split("\n--\n", 3);
        if (parts.length < 3) {
            return;
        }
        PackFile file = new PackFile(Map.of(
                "pack.json", parts[0].getBytes(StandardCharsets.ISO_8859_1),
                "codec.js", parts[1].getBytes(StandardCharsets.UTF_8),
                "examples.json", parts[2].getBytes(StandardCharsets.ISO_8859_1)));
        try {
            Loaded.check(file, SANDBOX, LIMITS);
        } catch (PackFault e) {
            if (e.getMessage() == null || e.getMessage().isBlank()) {
                throw new AssertionError("a refusal without a reason", e);
            }
        }
    }
}
