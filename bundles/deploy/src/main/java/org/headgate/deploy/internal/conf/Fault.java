package org.headgate.deploy.internal.conf;

/** A setting that cannot be used. */
record Fault(String code, String reason, String remedy, boolean fromCommand) {}
