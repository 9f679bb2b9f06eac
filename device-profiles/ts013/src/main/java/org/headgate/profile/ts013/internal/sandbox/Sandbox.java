package org.headgate.profile.ts013.internal.sandbox;

import java.util.function.Function;
import org.mozilla.javascript.Context;
import org.mozilla.javascript.RhinoException;
import org.mozilla.javascript.Script;
import org.mozilla.javascript.Scriptable;
import org.mozilla.javascript.ScriptableObject;

/**
 * Where codecs run: interpreted, without Java, without clock and dice, on standard objects that nobody can change. Any thread.
 *
 * <p>Each message has a scope of its own, in which the whole codec is run anew: nothing of it is left for the next one.
 */
public final class Sandbox {
    private static final Limits COMPILING = new Limits(20_000_000, 5_000, 64L * 1024 * 1024, 1024 * 1024);

    private final Rooms rooms = new Rooms();
    private final ScriptableObject standard;

    public Sandbox() {
        Initialized.all();
        standard = rooms.call(StandardObjects::make);
    }

    /** @throws CodecFault {@code codec_syntax} where it is no JavaScript that runs here */
    public Codec compile(String source, String name) throws CodecFault {
        Budget.begin(COMPILING, 0);
        try {
            Script script = rooms.call(context -> context.compileString(Constants.loosen(source), name, 1, null));
            return new Codec(this, script);
        } catch (RhinoException e) {
            throw new CodecFault("codec_syntax", e.details() + " (line " + e.lineNumber() + ")");
        } catch (OverBudget e) {
            throw new CodecFault("codec_syntax", "to compile it " + e.getMessage());
        } catch (StackOverflowError e) {
            throw new CodecFault("codec_syntax", "it is nested too deep");
        } catch (RuntimeException | LinkageError e) {
            // Rhino's parser is not proof against every text, as this.a:::b.
            throw new CodecFault("codec_syntax", "the interpreter cannot read it: " + e.getMessage());
        } finally {
            Budget.end();
        }
    }

    /** Runs in a scope of its own. @param now the time that the script is told */
    Result run(Limits limits, long now, Function<Visit, Result> task) {
        Budget budget = Budget.begin(limits, now);
        budget.seal();
        try {
            Result result = rooms.call(context -> task.apply(new Visit(context, scope(context))));
            return budget.over() == null ? result : spent(budget.over());
        } catch (OverBudget e) {
            return spent(e);
        } catch (StackOverflowError e) {
            return new Result.Failed("codec_recursion", "it called itself too often", true);
        } catch (RhinoException e) {
            return budget.over() == null ? failed(e) : spent(budget.over());
        } catch (RuntimeException | LinkageError e) {
            // Rhino is not proof against every script.
            return new Result.Failed("codec_error", "the interpreter failed: " + e, false);
        } finally {
            Budget.end();
        }
    }

    private Scriptable scope(Context context) {
        Scriptable scope = context.newObject(standard);
        scope.setPrototype(standard);
        scope.setParentScope(null);
        return scope;
    }

    private static Result failed(RhinoException e) {
        return new Result.Failed("codec_error", e.details() + " (line " + e.lineNumber() + ")", false);
    }

    private static Result spent(OverBudget e) {
        boolean spent = !e.code().equals("codec_output") && !e.code().equals("codec_eval");
        return new Result.Failed(e.code(), String.valueOf(e.getMessage()), spent);
    }

    /** A run of a script. */
    record Visit(Context context, Scriptable scope) {}
}
