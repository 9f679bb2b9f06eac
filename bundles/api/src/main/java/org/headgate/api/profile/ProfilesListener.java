package org.headgate.api.profile;

import org.osgi.annotation.versioning.ConsumerType;

/** Whiteboard: told when the set of profiles has changed, on the thread that changed it. */
@ConsumerType
public interface ProfilesListener {

    void profilesChanged();
}
