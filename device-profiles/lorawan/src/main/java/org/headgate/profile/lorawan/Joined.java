package org.headgate.profile.lorawan;

import java.util.OptionalDouble;

/** A device has joined the network. @param time seconds since the epoch, by the server's clock, where that can be right */
public record Joined(EndDevice device, OptionalDouble time) implements ServerEvent {}
