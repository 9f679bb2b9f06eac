package org.headgate.deploy.internal.drop;

/** What the operator lets in. @see DropFolder.Config */
record Rules(boolean unsigned, boolean replace, boolean downgrade) {

    static Rules of(DropFolder.Config config) {
        return new Rules(config.unsigned(), config.replace(), config.downgrade());
    }
}
