package org.headgate.profile.ts013.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;
import org.mozilla.javascript.Function;
import org.mozilla.javascript.NativeArray;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/**
 * Writes a codec in ECMAScript 5, with TypeScript's compiler, which is JavaScript itself: the one of the archive's folder {@code pack} on the class path. It takes
 * 64 MiB of heap and some seconds: for the command that makes a pack, never for the gateway.
 * For one thread.
 */
final class Downlevel {
    private static final String COMPILER = "/META-INF/resources/webjars/typescript/4.9.4/lib/tsc.js";
    private static final String DOWNLEVEL = "/org/headgate/pack/downlevel.js";
    /** Ends each part of TypeScript; compiled one by one they take half the memory. */
    private static final String PART = "\n})(ts || (ts = {}));\n";

    private static final Pattern LINE = Pattern.compile("\\(line (\\d+)\\)");

    private final ContextFactory interpreters = new Interpreters();
    private final Scriptable scope;
    private final Function downlevel;

    Downlevel() throws IOException {
        String compiler = read(COMPILER);
        String ours = read(DOWNLEVEL);
        try (Context context = interpreters.enterContext()) {
            scope = context.initSafeStandardObjects();
            int from = 0;
            for (int end = compiler.indexOf(PART); end >= 0; end = compiler.indexOf(PART, from)) {
                end += PART.length();
                context.evaluateString(scope, compiler.substring(from, end), "tsc.js", 1, null);
                from = end;
            }
            downlevel = (Function) context.evaluateString(scope, ours, "downlevel.js", 1, null);
        }
    }

    /**
     * A codec as it runs.
     *
     * @param changed false where it is ECMAScript 5 already, and {@code text} is the source as it was
     */
    record Written(String name, String text, boolean changed, int[] lines) {

        /** Lines that a message gives of {@code text}, as lines of the source. */
        String inTermsOfSource(String message) {
            Matcher line = LINE.matcher(message);
            return changed
                    ? line.replaceAll(
                            found -> Matcher.quoteReplacement("(" + name + ":" + source(found.group(1)) + ")"))
                    : message;
        }

        /** A line that the compiler added belongs to the one before it. */
        private int source(String line) {
            for (int i = Math.min(Integer.parseInt(line), lines.length) - 1; i >= 0; i--) {
                if (lines[i] > 0) {
                    return lines[i];
                }
            }
            return 1;
        }
    }

    /** @throws PackFault {@code codec_syntax} where it is no JavaScript, or none that can be written so: line, column, and what to do */
    Written write(String name, String source) throws PackFault {
        try (Context context = interpreters.enterContext()) {
            return written(
                    name, source, (Scriptable) downlevel.call(context, scope, scope, new Object[] {name, source}));
        } catch (StackOverflowError e) {
            throw new PackFault("codec_syntax", name + ": it is nested too deep.");
        } catch (RhinoException e) {
            throw new PackFault(
                    "codec_syntax",
                    name + ": TypeScript, which writes it in ECMAScript 5, fails on it: " + e.details() + ".");
        }
    }

    private static Written written(String name, String source, Scriptable result) throws PackFault {
        NativeArray faults = (NativeArray) ScriptableObject.getProperty(result, "faults");
        if (!faults.isEmpty()) {
            NativeArray first = (NativeArray) faults.get(0);
            throw new PackFault(
                    "codec_syntax",
                    name + ":" + whole(first.get(0)) + ":" + whole(first.get(1)) + ": " + Context.toString(first.get(2))
                            + ". " + Context.toString(first.get(3)));
        }
        if (!Context.toBoolean(ScriptableObject.getProperty(result, "changed"))) {
            return new Written(name, source, false, new int[0]);
        }
        String text = Context.toString(ScriptableObject.getProperty(result, "text"));
        NativeArray lines = (NativeArray) ScriptableObject.getProperty(result, "lines");
        String heading = "// What the gateway runs of " + original(name) + ": ECMAScript 5, by headgate pack build.\n";
        int[] ofSource = new int[lines.size() + 1];
        for (int i = 0; i < lines.size(); i++) {
            ofSource[i + 1] = whole(lines.get(i));
        }
        return new Written(name, heading + text, true, ofSource);
    }

    private static int whole(Object number) {
        return (int) Context.toNumber(number);
    }

    /** The name under which a pack keeps the source of the codec {@code name}. */
    static String original(String name) {
        int dot = name.lastIndexOf('.');
        return dot < 0 ? name + ".source" : name.substring(0, dot) + ".source" + name.substring(dot);
    }

    private static String read(String name) throws IOException {
        try (InputStream in = Downlevel.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("the folder pack/ of the archive is not there, or incomplete: unpack it again");
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    /** For our own script: without the bounds that codecs have. */
    private static final class Interpreters extends ContextFactory {
        @Override
        protected Context makeContext() {
            Context context = super.makeContext();
            context.setInterpretedMode(true);
            context.setLanguageVersion(Context.VERSION_ES6);
            return context;
        }
    }
}
