package org.headgate.devices.internal;

import java.util.List;
import org.headgate.api.device.DeviceCredentials.Credential;
import org.headgate.api.device.DeviceCredentials.Type;

/** A credential as it is kept. @param secret the SHA-256 of a password or public key, a pre-shared key as it is, nothing for a certificate; never changed */
record StoredCredential(
        String name, Type type, byte[] secret, List<String> publish, List<String> subscribe, long issuedAt) {

    Credential toCredential() {
        return new Credential(name, type, publish, subscribe, issuedAt);
    }

    @Override
    public String toString() {
        return "StoredCredential[" + name + ", " + type + "]";
    }
}
