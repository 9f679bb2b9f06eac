package org.headgate.mqtt.door.internal;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import org.headgate.api.access.Principal;
import org.headgate.api.device.DeviceCredentials;
import org.headgate.api.message.Trust;

/** Devices that are admitted by key or certificate, as the test says. */
final class FakeCredentials implements DeviceCredentials {
    final Map<String, byte[]> keys = new ConcurrentHashMap<>();
    final Set<String> certificates = ConcurrentHashMap.newKeySet();
    /** Whether a key is withdrawn once it was asked for. */
    volatile boolean onlyOnce;

    private static Principal.Device device(String name) {
        return new Principal.Device(name, Trust.TRANSPORT, List.of("#"), List.of());
    }

    @Override
    public Optional<Principal.Device> byKey(byte[] publicKey) {
        for (Map.Entry<String, byte[]> one : keys.entrySet()) {
            if (Arrays.equals(one.getValue(), publicKey)) {
                if (onlyOnce) {
                    keys.clear();
                }
                return Optional.of(device(one.getKey()));
            }
        }
        return Optional.empty();
    }

    @Override
    public Optional<Principal.Device> byCertificate(String name) {
        return certificates.contains(name) ? Optional.of(device(name)) : Optional.empty();
    }

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
    public CompletionStage<Boolean> withdraw(String name) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Credential> list() {
        return List.of();
    }

    @Override
    public Optional<byte[]> preSharedKey(String identity) {
        return Optional.empty();
    }
}
