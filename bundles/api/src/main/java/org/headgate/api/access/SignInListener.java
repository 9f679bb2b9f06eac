package org.headgate.api.access;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard: told when what a device signed in with was withdrawn or replaced. Called on any thread; does not block. */
@ConsumerType
public interface SignInListener {

    /** Who is signed in as the device {@code name} is to be disconnected. @param code stable; @param reason for the one who is disconnected */
    void signInEnded(String name, String code, String reason);
}
