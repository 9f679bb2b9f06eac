package org.headgate.coap.source.internal;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.Supplier;
import javax.crypto.SecretKey;
import org.eclipse.californium.scandium.dtls.ConnectionId;
import org.eclipse.californium.scandium.dtls.HandshakeResultHandler;
import org.eclipse.californium.scandium.dtls.PskPublicInformation;
import org.eclipse.californium.scandium.dtls.PskSecretResult;
import org.eclipse.californium.scandium.dtls.pskstore.AdvancedPskStore;
import org.eclipse.californium.scandium.util.SecretUtil;
import org.eclipse.californium.scandium.util.ServerNames;
import org.headgate.api.device.DeviceCredentials;
import org.jspecify.annotations.Nullable;

/** The pre-shared keys of devices, for DTLS. */
final class DeviceKeys implements AdvancedPskStore {
    private final Supplier<@Nullable DeviceCredentials> credentials;

    DeviceKeys(Supplier<@Nullable DeviceCredentials> credentials) {
        this.credentials = credentials;
    }

    @Override
    public boolean hasEcdhePskSupported() {
        return true;
    }

    @Override
    public PskSecretResult requestPskSecretResult(
            ConnectionId cid,
            @Nullable ServerNames serverName,
            PskPublicInformation identity,
            String hmacAlgorithm,
            @Nullable SecretKey otherSecret,
            byte[] seed,
            boolean useExtendedMasterSecret) {
        DeviceCredentials keys = credentials.get();
        Optional<byte[]> key = keys == null ? Optional.empty() : keys.preSharedKey(identity.getPublicInfoAsString());
        return new PskSecretResult(
                cid, identity, key.map(bytes -> SecretUtil.create(bytes, "PSK")).orElse(null));
    }

    @Override
    public @Nullable PskPublicInformation getIdentity(InetSocketAddress peer, @Nullable ServerNames virtualHost) {
        return null;
    }

    @Override
    public void setResultHandler(HandshakeResultHandler handler) {}
}
