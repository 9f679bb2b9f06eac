package org.headgate.profile.ts013.internal.sandbox;

import org.mozilla.javascript.Context;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.ScriptableObject;

/** Seals an object and all that a script can reach from it: members under names and symbols, getters, setters, prototypes. */
final class Seal {
    /** {@code prototype} of a function is made when it is first asked for, and then nobody would seal it. */
    private static final String WALK = """
            (function(top) {
              var seen = new Set(), open = [];
              function reach(o) {
                if (o !== null && (typeof o === 'object' || typeof o === 'function') && !seen.has(o)) {
                  seen.add(o);
                  open.push(o);
                }
              }
              reach(top);
              [function*() {}, function*() {}(), [][Symbol.iterator](), new Map()[Symbol.iterator](), new Set()[Symbol.iterator](),
                ''[Symbol.iterator](), 'a'.matchAll(/a/g)].forEach(function(o) { reach(Object.getPrototypeOf(o)); });
              while (open.length) {
                var o = open.pop();
                if (typeof o === 'function') reach(o.prototype);
                reach(Object.getPrototypeOf(o));
                var keys = [];
                try { keys = Reflect.ownKeys(o); } catch (e) { throw new Error('cannot look into ' + Object.prototype.toString.call(o)); }
                keys.forEach(function(key) {
                  try { reach(o[key]); } catch (e) { /* a getter that wants an instance */ }
                  var d = Object.getOwnPropertyDescriptor(o, key);
                  if (d) { reach(d.value); reach(d.get); reach(d.set); }
                });
              }
              return Array.from(seen);
            })(this)
            """;

    private Seal() {}

    static void all(Context context, ScriptableObject root) {
        for (Object each : (NativeArray) context.evaluateString(root, WALK, "seal", 1, null)) {
            ((ScriptableObject) each).sealObject();
        }
    }
}
