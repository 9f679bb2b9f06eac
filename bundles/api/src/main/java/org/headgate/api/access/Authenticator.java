package org.headgate.api.access;

import java.util.Optional;
import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard: knows some of those who sign in. Asked in order of service ranking until one answers. Does not block. */
@ConsumerType
public interface Authenticator {

    /** Empty where the user is not one that this authenticator knows. */
    Optional<Login> authenticate(Credentials credentials);
}
