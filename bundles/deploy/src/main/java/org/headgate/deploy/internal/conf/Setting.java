package org.headgate.deploy.internal.conf;

/**
 * @param where the file, {@code --set} or the feature that says so
 * @param fromCommand whether it was given as {@code --set}
 */
record Setting(String key, String value, String where, boolean fromCommand) {}
