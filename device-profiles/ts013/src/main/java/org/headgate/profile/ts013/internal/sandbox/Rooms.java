package org.headgate.profile.ts013.internal.sandbox;

import org.mozilla.javascript.Context;
import org.mozilla.javascript.ContextFactory;

/** Rhino's contexts: no Java class is seen, no bytecode is made, instructions are counted. */
final class Rooms extends ContextFactory {
    private static final int COUNT_EACH = 200;
    /** Calls from script to script; what goes through Rhino's own Java code ends with Java's stack. */
    private static final int DEEPEST = 500;

    @Override
    protected Context makeContext() {
        Context context = super.makeContext();
        context.setInterpretedMode(true);
        context.setLanguageVersion(Context.VERSION_ES6);
        context.setInstructionObserverThreshold(COUNT_EACH);
        context.setMaximumInterpreterStackDepth(DEEPEST);
        context.setClassShutter(name -> false);
        return context;
    }

    @Override
    protected boolean hasFeature(Context context, int feature) {
        return switch (feature) {
            case Context.FEATURE_E4X, Context.FEATURE_ENHANCED_JAVA_ACCESS, Context.FEATURE_DYNAMIC_SCOPE -> false;
            default -> super.hasFeature(context, feature);
        };
    }

    @Override
    protected void observeInstructionCount(Context context, int count) {
        Budget budget = Budget.current();
        if (budget != null) {
            budget.instructions(count);
        }
    }
}
