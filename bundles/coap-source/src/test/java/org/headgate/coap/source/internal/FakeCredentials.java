package org.headgate.coap.source.internal;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.access.Authenticator;
import org.headgate.api.access.Credentials;
import org.headgate.api.access.Login;
import org.headgate.api.access.Principal;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.message.Trust;

final class FakeCredentials implements DeviceCredentials, Authenticator {
    final Map<String, String> keys = new ConcurrentHashMap<>();
    final Map<ByteBuffer, String> publicKeys = new ConcurrentHashMap<>();
    final Set<String> certified = ConcurrentHashMap.newKeySet();
    volatile List<String> publish = List.of();
    volatile List<String> subscribe = List.of();

    @Override
    public CompletionStage<Issued> issue(String name, Type type, List<String> publish, List<String> subscribe) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Credential> admitKey(
            String name, byte[] publicKey, List<String> publish, List<String> subscribe) {
        throw new UnsupportedOperationException();
    }

    @Override
    public CompletionStage<Credential> admitCertificate(String name, List<String> publish, List<String> subscribe) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<Principal.Device> byKey(byte[] publicKey) {
        return Optional.ofNullable(publicKeys.get(ByteBuffer.wrap(publicKey))).map(this::device);
    }

    @Override
    public Optional<Principal.Device> byCertificate(String name) {
        return certified.contains(name) ? Optional.of(device(name)) : Optional.empty();
    }

    private Principal.Device device(String name) {
        return new Principal.Device(name, Trust.TRANSPORT, publish, subscribe);
    }

    @Override
    public CompletionStage<Boolean> withdraw(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Credential> list() {
        return List.of();
    }

    @Override
    public Optional<byte[]> preSharedKey(String identity) {
        return Optional.ofNullable(keys.get(identity)).map(key -> key.getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public Optional<Login> authenticate(Credentials shown) {
        return keys.containsKey(shown.user()) ? Optional.of(new Login.Granted(device(shown.user()))) : Optional.empty();
    }
}
