package org.headgate.profile.lorawan;

/** One that says nothing of what the device measures: downlinks and their answers, logs, places that the server works out. @param kind the server's word */
public record OtherEvent(EndDevice device, String kind) implements ServerEvent {}
