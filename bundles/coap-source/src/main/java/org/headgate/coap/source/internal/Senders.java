package org.headgate.coap.source.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Predicate;
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

/** Decides who a sender is: anyone on this machine, elsewhere only who has a key or certificate. */
final class Senders {
    private static final byte[] CHECKED_BY_DTLS = new byte[0];
    private static final String TRANSPORT = "coap";
    private static final Sender ANYONE = new Sender.Allowed("", Trust.UNKNOWN);
    private static final Sender STRANGER =
            new Sender.NotAllowed(ResponseCode.UNAUTHORIZED, "not_signed_in: from another machine use coaps");
    /** Whoever proved a key may do what an authenticator says, and nothing while none does. */
    private static final Login RIGHTS_UNKNOWN = new Login.Unavailable(
            "sign_in_absent", "who knows the rights of this identity does not run now; try again");

    private final Supplier<@Nullable DeviceCredentials> credentials;
    private final Supplier<List<Authenticator>> authenticators;
    private final DevicePeers peers;
    private final Predicate<InetAddress> local;

    /** @param local whether an address is of this machine */
    Senders(
            Supplier<@Nullable DeviceCredentials> credentials,
            Supplier<List<Authenticator>> authenticators,
            DevicePeers peers,
            Predicate<InetAddress> local) {
        this.credentials = credentials;
        this.authenticators = authenticators;
        this.peers = peers;
        this.local = local;
    }

    /** Who sends this, if they may publish there. */
    Sender of(EndpointContext context, String path) {
        Login login = login(context);
        if (login == null) {
            return local.test(context.getPeerAddress().getAddress()) ? ANYONE : STRANGER;
        }
        return rights(login, Principal.Device::publish, path, true);
    }

    /** Who asks, if they may read there: on this machine anyone, else who has a filter for it; {@code health} any device. */
    Sender reader(EndpointContext context, String path) {
        Login login = login(context);
        if (login == null) {
            return local.test(context.getPeerAddress().getAddress()) ? ANYONE : STRANGER;
        }
        return rights(login, Principal.Device::subscribe, path, path.equals(Health.NAME));
    }

    private @Nullable Login login(EndpointContext context) {
        java.security.Principal peer = context.getPeerIdentity();
        if (peer == null) {
            return null;
        }
        if (peer instanceof PreSharedKeyIdentity identity) {
            return keyed(identity.getIdentity(), context.getPeerAddress());
        }
        return peers.device(peer)
                .<Login>map(Login.Granted::new)
                .orElse(new Login.Denied(
                        "key_withdrawn", "no device is admitted with this key or certificate any more"));
    }

    private Login keyed(String identity, InetSocketAddress peer) {
        DeviceCredentials keys = credentials.get();
        if (keys == null || keys.preSharedKey(identity).isEmpty()) {
            return new Login.Denied("key_withdrawn", "this identity has no key any more");
        }
        Credentials shown = new Credentials(
                TRANSPORT,
                identity,
                CHECKED_BY_DTLS,
                peer.getHostString() + ":" + peer.getPort(),
                local.test(peer.getAddress()),
                true);
        Login unknown = RIGHTS_UNKNOWN;
        for (Authenticator authenticator : authenticators.get()) {
            Optional<Login> login = authenticator.authenticate(shown);
            if (login.isPresent() && !(login.get() instanceof Login.Unavailable)) {
                return login.get();
            }
            unknown = login.orElse(unknown);
        }
        return unknown;
    }

    private static Sender rights(
            Login login, Function<Principal.Device, List<String>> granted, String path, boolean otherwise) {
        if (login instanceof Login.Denied denied) {
            return new Sender.NotAllowed(ResponseCode.UNAUTHORIZED, denied.code() + ": " + denied.reason());
        }
        if (login instanceof Login.Unavailable closed) {
            return new Sender.NotAllowed(ResponseCode.SERVICE_UNAVAILABLE, closed.code() + ": " + closed.reason());
        }
        if (!(((Login.Granted) login).principal() instanceof Principal.Device device)) {
            return new Sender.NotAllowed(ResponseCode.FORBIDDEN, "not_a_device: only devices come in here");
        }
        List<String> filters = granted.apply(device);
        boolean allowed = filters.isEmpty()
                ? otherwise
                : filters.stream().anyMatch(filter -> TopicFilter.of(filter).matches(path));
        return allowed
                ? new Sender.Allowed(device.name(), device.trust())
                : new Sender.NotAllowed(ResponseCode.FORBIDDEN, "path_not_granted: granted are " + filters);
    }
}
