package org.headgate.profile.ts013.internal.sandbox;

import java.util.List;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/** What the language brings along, once for all codecs, and sealed. */
final class StandardObjects {
    /** {@code Symbol.for} would remember each name that it is asked for, for ever; the others make code of a text, wait for later, or are Rhino's own. */
    private static final List<String> LEFT_OUT = List.of(
            "eval",
            "Promise",
            "WeakRef",
            "FinalizationRegistry",
            "With",
            "Call",
            "Script",
            "Continuation",
            "StopIteration",
            "JavaException",
            "CallSite",
            "isXMLName",
            "uneval");

    private static final String CONSOLE =
            "({log: function(){}, info: function(){}, warn: function(){}, error: function(){}, debug: function(){}})";

    private StandardObjects() {}

    static ScriptableObject make(Context context) {
        ScriptableObject objects = context.initSafeStandardObjects(null, false);
        LEFT_OUT.forEach(objects::delete);
        Scriptable symbol = (Scriptable) objects.get("Symbol", objects);
        symbol.delete("for");
        objects.put("console", objects, context.evaluateString(objects, CONSOLE, "console", 1, null));
        Seal.all(context, objects);
        return objects;
    }
}
