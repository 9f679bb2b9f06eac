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
    /**
     * {@code String[]}: MQTT topic filters, in which a level may also be {@code {}}. Messages whose topics match one of them are decoded one after the other, as they
     * came, where their levels at {@code {}} are alike: {@code spBv1.0/{}/+/{}/#} keeps what comes from one group and edge node in its order.
     */
    public static final String ORDER = "profile.order";
    /** Namespace of the capability that carries the same hints in the manifest. */
    public static final String NAMESPACE = "org.headgate.profile";

    private ProfileProperties() {}
}
