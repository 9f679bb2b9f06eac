package org.headgate.profiles.internal;

/** Where messages of one sender come. */
record Place(String transport, String sender, String address) {}
