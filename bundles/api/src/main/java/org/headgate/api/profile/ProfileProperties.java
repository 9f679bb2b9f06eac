package org.headgate.api.profile;

/** Names of the service properties of a {@link DeviceProfile}, and of the capability in its bundle's manifest that suggests it. */
public final class ProfileProperties {
    /** Stable id, for example {@code zigbee2mqtt}. Required. */
    public static final String ID = "profile.id";
    /** Version of the decoding, {@code major.minor.micro}. */
    public static final String VERSION = "profile.version";
    /** A name for people. */
    public static final String TITLE = "profile.title";
    /** {@code String[]}: transports, as in {@link org.headgate.api.message.Message#transport()}. */
    public static final String TRANSPORTS = "profile.transports";
    /** {@code String[]}: MQTT topic filters or CoAP paths that its devices use by default. A hint. */
    public static final String TOPICS = "profile.topics";
    /** {@code String[]}: strings that its payloads contain. A hint. */
    public static final String MARKERS = "profile.markers";
    /** Namespace of the capability that carries the same hints in the manifest. */
    public static final String NAMESPACE = "org.headgate.profile";

    private ProfileProperties() {}
}
