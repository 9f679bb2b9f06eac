package org.headgate.mqtt.door.internal.broker;

import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.mqtt.door.internal.packet.Packet.Connect;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.topic.Topics;
import org.jspecify.annotations.Nullable;

/** Judges CONNECT (§3.1.4): who it is, and whether it may say what it says. */
final class SignIn {
    /** @param principal null where it is refused with code and reason @param stay to be told when the connection ends, in any case */
    record Answer(@Nullable Principal principal, int code, String reason, Login.Stay stay) {
        static Answer refused(int code, String reason) {
            return new Answer(null, code, reason, Login.Stay.RESIDENT);
        }

        Answer refusedNow(int nowCode, String nowReason) {
            return new Answer(null, nowCode, nowReason, stay);
        }
    }

    /** §3.1.3.1 asks for 23; each session keeps its own. */
    private static final int LONGEST_CLIENT_ID = 1024;

    private final Identification identification;
    private final Access access;

    /** @param anonymous whether devices may come without credentials: on loopback only */
    SignIn(Services services, Access access, boolean anonymous) {
        this.identification = new Identification(services, anonymous);
        this.access = access;
    }

    Answer judge(Connection connection, Connect packet) {
        if (packet.properties().has(Property.AUTHENTICATION_METHOD)) {
            return Answer.refused(
                    Reason.BAD_AUTHENTICATION_METHOD, "no_such_method: enhanced authentication is not offered");
        }
        if (packet.properties().has(Property.AUTHENTICATION_DATA)) {
            return Answer.refused(Reason.PROTOCOL_ERROR, "authentication data without a method");
        }
        if (packet.clientId().isEmpty()
                && !packet.version().five()
                && (!packet.cleanStart() || packet.version().level() == 3)) {
            return Answer.refused(Reason.CLIENT_IDENTIFIER_NOT_VALID, "no client identifier"); // 3.1.1 [MQTT-3.1.3-8]
        }
        if (packet.clientId().length() > LONGEST_CLIENT_ID) {
            return Answer.refused(
                    Reason.CLIENT_IDENTIFIER_NOT_VALID,
                    "client_id_long: a client identifier has at most %d characters".formatted(LONGEST_CLIENT_ID));
        }
        Answer answer = identification.of(connection.channel(), packet);
        return answer.principal() == null ? answer : will(answer, packet);
    }

    private Answer will(Answer answer, Connect packet) {
        if (packet.will() == null || answer.principal() == null) {
            return answer;
        }
        String topic = packet.will().topic();
        if (!Topics.validName(topic) || Topics.levels(topic) > Topics.MAXIMUM_LEVELS) {
            return answer.refusedNow(Reason.TOPIC_NAME_INVALID, "the will's topic is no topic name");
        }
        if (!access.mayPublish(answer.principal(), topic)) {
            return answer.refusedNow(Reason.NOT_AUTHORIZED, "not_authorized: no right to a will on " + topic);
        }
        String response = packet.will().properties().text(Property.RESPONSE_TOPIC);
        if (response != null && (!Topics.validName(response) || Access.feeds(response))) {
            return answer.refusedNow(Reason.TOPIC_NAME_INVALID, "the will's Response Topic is not allowed");
        }
        return answer;
    }
}
