package org.headgate.mqtt.door.internal.broker;

import io.netty.channel.Channel;
import io.netty.handler.ssl.SslHandler;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.message.Trust;
import org.headgate.mqtt.door.internal.broker.SignIn.Answer;
import org.headgate.mqtt.door.internal.packet.Packet.Connect;
import org.headgate.mqtt.door.internal.packet.Reason;
import org.jspecify.annotations.Nullable;

/** Who a client is, by what it shows: a name and a password, a certificate, or nothing. */
final class Identification {
    private static final List<String> ALL = List.of("#");

    /** Word for word what those say who know the name: who guesses shall not learn which names there are. */
    private static final String UNKNOWN =
            "bad_credentials: user name or password is wrong, or was wrong too often: wait a minute";

    private static final byte[] NO_SECRET = new byte[0];
    private static final Principal NOBODY = new Principal.Device("", Trust.UNKNOWN, ALL, ALL);

    private final Services services;
    private final boolean anonymous;

    /** @param anonymous whether devices may come without credentials: on loopback only */
    Identification(Services services, boolean anonymous) {
        this.services = services;
        this.anonymous = anonymous;
    }

    Answer of(Channel channel, Connect packet) {
        String user = packet.userName() == null ? "" : packet.userName();
        byte[] secret = packet.password() == null ? NO_SECRET : packet.password();
        PeerCertificate certificate = secret.length > 0 ? null : PeerCertificate.of(channel);
        if (certificate != null) {
            return certified(certificate, user);
        }
        if (user.isEmpty() && secret.length == 0) {
            return anonymous
                    ? granted(NOBODY)
                    : Answer.refused(
                            Reason.NOT_AUTHORIZED, "credentials_required: only on loopback may devices come without");
        }
        return named(shown(channel, user, secret));
    }

    private Answer certified(PeerCertificate certificate, String user) {
        DeviceCredentials credentials = services.deviceCredentials();
        if (credentials == null) {
            return absent("org.headgate.devices");
        }
        Optional<Principal.Device> device = certificate.device(credentials);
        if (device.isEmpty()) {
            return Answer.refused(
                    Reason.NOT_AUTHORIZED,
                    "certificate_unknown: no device is admitted by the key or the name of " + certificate.subject());
        }
        return user.isEmpty() || user.equals(device.get().name())
                ? granted(device.get())
                : Answer.refused(Reason.BAD_USER_NAME_OR_PASSWORD, UNKNOWN);
    }

    private static Credentials shown(Channel channel, String user, byte[] secret) {
        InetSocketAddress remote = (InetSocketAddress) channel.remoteAddress();
        String address = remote == null ? "" : remote.getAddress().getHostAddress() + ":" + remote.getPort();
        boolean loopback = remote != null && remote.getAddress().isLoopbackAddress();
        boolean encrypted = channel.pipeline().get(SslHandler.class) != null;
        return new Credentials("mqtt", user, secret, address, loopback, encrypted);
    }

    private Answer named(Credentials credentials) {
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
        return absent.isEmpty() && !services.authenticators().isEmpty()
                ? Answer.refused(Reason.BAD_USER_NAME_OR_PASSWORD, UNKNOWN)
                : absent(absent.toString());
    }

    private static Answer absent(String who) {
        return Answer.refused(
                Reason.SERVER_UNAVAILABLE,
                "sign_in_absent: who may know these credentials does not run now; try again " + who);
    }

    private static Answer answer(Login login) {
        if (login instanceof Login.Granted granted) {
            return new Answer(granted.principal(), Reason.SUCCESS, "", granted.stay());
        }
        Login.Denied denied = (Login.Denied) login;
        return Answer.refused(Reason.BAD_USER_NAME_OR_PASSWORD, denied.code() + ": " + denied.reason());
    }

    private static Answer granted(Principal principal) {
        return new Answer(principal, Reason.SUCCESS, "", Login.Stay.RESIDENT);
    }
}
