package org.headgate.mqtt.door.internal.broker;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.message.Trust;
import org.headgate.mqtt.door.internal.packet.Packet.Connect;
import org.headgate.mqtt.door.internal.packet.Property;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.headgate.mqtt.door.internal.topic.Topics;
import org.jspecify.annotations.Nullable;

/** Judges CONNECT (§3.1.4): who it is, and whether it may say what it says. */
final class SignIn {
    private static final List<String> ALL = List.of("#");

    /** Word for word what those say who know the name: who guesses shall not learn which names there are. */
    private static final String UNKNOWN =
            "bad_credentials: user name or password is wrong, or was wrong too often: wait a minute";

    /** @param principal null where it is refused with code and reason */
    record Answer(@Nullable Principal principal, int code, String reason) {
        static Answer refused(int code, String reason) {
            return new Answer(null, code, reason);
        }
    }

    private final Services services;
    private final Access access;
    private final boolean anonymous;

    /** @param anonymous whether devices may come without credentials: on loopback only */
    SignIn(Services services, Access access, boolean anonymous) {
        this.services = services;
        this.access = access;
        this.anonymous = anonymous;
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
        Answer answer = identify(connection, packet);
        return answer.principal() == null ? answer : will(answer, packet);
    }

    private Answer identify(Connection connection, Connect packet) {
        String user = packet.userName() == null ? "" : packet.userName();
        byte[] secret = packet.password() == null ? new byte[0] : packet.password();
        if (user.isEmpty() && secret.length == 0) {
            return anonymous
                    ? new Answer(new Principal.Device("", Trust.UNKNOWN, ALL, ALL), Reason.SUCCESS, "")
                    : Answer.refused(
                            Reason.NOT_AUTHORIZED, "credentials_required: only on loopback may devices come without");
        }
        Channel channel = connection.channel();
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        String shown = remote == null ? "" : remote.getAddress().getHostAddress() + ":" + remote.getPort();
        boolean loopback = remote != null && remote.getAddress().isLoopbackAddress();
        Credentials credentials = new Credentials("mqtt", user, secret, shown, loopback, connection.encrypted());
        Login.@Nullable Unavailable closed = null;
        for (Authenticator authenticator : services.authenticators()) {
            Optional<Login> login = authenticator.authenticate(credentials);
            if (login.isPresent() && login.get() instanceof Login.Unavailable unavailable) {
                closed = unavailable;
            } else if (login.isPresent()) {
                return answer(login.get());
            }
        }
        if (closed != null) {
            return Answer.refused(Reason.SERVER_UNAVAILABLE, closed.code() + ": " + closed.reason());
        }
        List<String> absent = services.absentAuthenticators();
        if (!absent.isEmpty() || services.authenticators().isEmpty()) {
            return Answer.refused(
                    Reason.SERVER_UNAVAILABLE,
                    "sign_in_absent: who may know these credentials does not run now; try again " + absent);
        }
        return Answer.refused(Reason.BAD_USER_NAME_OR_PASSWORD, UNKNOWN);
    }

    private static Answer answer(Login login) {
        if (login instanceof Login.Granted granted) {
            return new Answer(granted.principal(), Reason.SUCCESS, "");
        }
        Login.Denied denied = (Login.Denied) login;
        return Answer.refused(Reason.BAD_USER_NAME_OR_PASSWORD, denied.code() + ": " + denied.reason());
    }

    private Answer will(Answer answer, Connect packet) {
        if (packet.will() == null || answer.principal() == null) {
            return answer;
        }
        String topic = packet.will().topic();
        if (!Topics.validName(topic) || Topics.levels(topic) > Topics.MAXIMUM_LEVELS) {
            return Answer.refused(Reason.TOPIC_NAME_INVALID, "the will's topic is no topic name");
        }
        if (!access.mayPublish(answer.principal(), topic)) {
            return Answer.refused(Reason.NOT_AUTHORIZED, "not_authorized: no right to a will on " + topic);
        }
        String response = packet.will().properties().text(Property.RESPONSE_TOPIC);
        if (response != null && (!Topics.validName(response) || Access.feeds(response))) {
            return Answer.refused(Reason.TOPIC_NAME_INVALID, "the will's Response Topic is not allowed");
        }
        return answer;
    }
}
