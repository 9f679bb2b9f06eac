package org.headgate.mqtt.door.internal.broker;

import java.util.List;
import org.headgate.api.access.Authenticator;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.intake.Intake;
import org.headgate.api.market.Entitlements;
import org.headgate.api.topic.DurableTopics;
import org.headgate.api.topic.RequestHandler;
import org.jspecify.annotations.Nullable;

/** What comes and goes around the door. Asked each time, from any thread. */
public interface Services {

    @Nullable
    Intake intake();

    @Nullable
    DurableTopics durableTopics();

    @Nullable
    Entitlements entitlements();

    /** Whose keys and certificates there are. */
    @Nullable
    DeviceCredentials deviceCredentials();

    /** Who answers what buyers publish to the topic; null: nobody. */
    @Nullable
    RequestHandler requestHandler(String topic);

    /** Highest ranking first. */
    List<Authenticator> authenticators();

    /** Bundles that are to check credentials and do not do it now, because they are starting or have stopped. Not for each sign-in: only where nobody knows the user. */
    List<String> absentAuthenticators();
}
