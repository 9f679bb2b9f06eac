package org.headgate.profile.ts013.internal.sandbox;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.Script;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** A compiled codec. Any thread; no run knows of another. */
public final class Codec {
    private final Sandbox sandbox;
    private final Script script;

    Codec(Sandbox sandbox, Script script) {
        this.sandbox = sandbox;
        this.script = script;
    }

    /** @param receivedAt milliseconds since the epoch: the {@code recvTime} of TS013, and what the codec is told that the time is */
    public Result decodeUplink(byte[] bytes, int fPort, long receivedAt, Limits limits) {
        return sandbox.run(
                limits, receivedAt, visit -> decode(visit.context(), visit.scope(), bytes, fPort, receivedAt));
    }

    private Result decode(Context context, Scriptable scope, byte[] bytes, int fPort, long receivedAt) {
        script.exec(context, scope, scope);
        if (!(ScriptableObject.getProperty(scope, "decodeUplink") instanceof Function decoder)) {
            return new Result.Failed("codec_error", "it has no function decodeUplink", false);
        }
        Object decoded =
                decoder.call(context, scope, scope, new Object[] {input(context, scope, bytes, fPort, receivedAt)});
        Tree tree = new Tree();
        if (!(tree.of(decoded) instanceof ObjectNode object)) {
            return new Result.Failed("codec_output", "decodeUplink returned no object", false);
        }
        ObjectNode normalized = JsonNodeFactory.instance.objectNode();
        if (!object.path("errors").isEmpty()) {
            return new Result.Done(object, normalized);
        }
        if (ScriptableObject.getProperty(scope, "normalizeUplink") instanceof Function normalizer) {
            JsonNode result = tree.of(normalizer.call(context, scope, scope, new Object[] {decoded}));
            if (!(result instanceof ObjectNode norm)) {
                return new Result.Failed("codec_output", "normalizeUplink returned no object", false);
            }
            normalized = norm;
        }
        return new Result.Done(object, normalized);
    }

    private static Scriptable input(Context context, Scriptable scope, byte[] bytes, int fPort, long receivedAt) {
        Object[] octets = new Object[bytes.length];
        for (int i = 0; i < bytes.length; i++) {
            octets[i] = bytes[i] & 0xff;
        }
        Scriptable input = context.newObject(scope);
        input.put("bytes", input, context.newArray(scope, octets));
        input.put("fPort", input, fPort);
        input.put("recvTime", input, context.newObject(scope, "Date", new Object[] {(double) receivedAt}));
        return input;
    }
}
