package org.headgate.coap.source.internal;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.californium.core.coap.CoAP.ResponseCode;
import org.eclipse.californium.elements.EndpointContext;
import org.eclipse.californium.elements.auth.PreSharedKeyIdentity;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.message.Trust;
import org.headgate.api.topic.TopicFilter;
import org.jspecify.annotations.Nullable;

/** Decides who a sender is: anyone on loopback, elsewhere only who has a key. */
final class Senders {
    private static final byte[] CHECKED_BY_DTLS = new byte[0];
    private static final Sender ANYONE = new Sender.Allowed("", Trust.UNKNOWN);

    private final Supplier<@Nullable DeviceCredentials> credentials;
    private final Supplier<List<Authenticator>> authenticators;

    Senders(Supplier<@Nullable DeviceCredentials> credentials, Supplier<List<Authenticator>> authenticators) {
        this.credentials = credentials;
        this.authenticators = authenticators;
    }

    Sender of(EndpointContext context, String path) {
        InetSocketAddress peer = context.getPeerAddress();
        boolean loopback = peer.getAddress().isLoopbackAddress();
        if (context.getPeerIdentity() instanceof PreSharedKeyIdentity identity) {
            return keyed(identity.getIdentity(), peer, loopback, path);
        }
        return loopback
                ? ANYONE
                : new Sender.NotAllowed(
                        ResponseCode.UNAUTHORIZED, "not_signed_in: from another machine use coaps with a key");
    }

    private Sender keyed(String identity, InetSocketAddress peer, boolean loopback, String path) {
        DeviceCredentials keys = credentials.get();
        if (keys == null || keys.preSharedKey(identity).isEmpty()) {
            return new Sender.NotAllowed(ResponseCode.UNAUTHORIZED, "key_withdrawn: this identity has no key any more");
        }
        Credentials shown = new Credentials(
                "coap", identity, CHECKED_BY_DTLS, peer.getHostString() + ":" + peer.getPort(), loopback, true);
        for (Authenticator authenticator : authenticators.get()) {
            Optional<Login> login = authenticator.authenticate(shown);
            if (login.isPresent()) {
                return rights(login.get(), path);
            }
        }
        return new Sender.Allowed(identity, Trust.TRANSPORT);
    }

    private static Sender rights(Login login, String path) {
        if (login instanceof Login.Denied denied) {
            return new Sender.NotAllowed(ResponseCode.UNAUTHORIZED, denied.code() + ": " + denied.reason());
        }
        if (login instanceof Login.Unavailable closed) {
            return new Sender.NotAllowed(ResponseCode.SERVICE_UNAVAILABLE, closed.code() + ": " + closed.reason());
        }
        Principal principal = ((Login.Granted) login).principal();
        if (!(principal instanceof Principal.Device device)) {
            return new Sender.NotAllowed(ResponseCode.FORBIDDEN, "not_a_device: only devices publish");
        }
        if (device.publish().isEmpty()
                || device.publish().stream()
                        .anyMatch(filter -> TopicFilter.of(filter).matches(path))) {
            return new Sender.Allowed(device.name(), device.trust());
        }
        return new Sender.NotAllowed(
                ResponseCode.FORBIDDEN, "path_not_granted: this key may publish to " + device.publish());
    }
}
