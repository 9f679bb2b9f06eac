package org.headgate.profile.lorawan;

/** What a network server published of one device. */
public sealed interface ServerEvent permits Uplink, Joined, DeviceStatus, OtherEvent {
    EndDevice device();
}
