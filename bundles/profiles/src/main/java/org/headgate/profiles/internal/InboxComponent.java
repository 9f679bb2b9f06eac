package org.headgate.profiles.internal;

import java.util.List;
import org.headgate.api.journal.HeldMessages;
import org.headgate.api.journal.JournalUnavailable;
import org.headgate.api.profile.Inbox;
import org.headgate.api.profile.Profiles;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.ConfigurationPolicy;
import org.osgi.service.component.annotations.Reference;

/** Shows who waits for a profile. */
@Component(configurationPid = "profiles", configurationPolicy = ConfigurationPolicy.REQUIRE)
public final class InboxComponent implements Inbox {
    private final HeldMessages held;
    private final Profiles profiles;
    private final int max;

    @Activate
    public InboxComponent(@Reference HeldMessages held, @Reference Profiles profiles, ProfilesComponent.Config config) {
        this.held = held;
        this.profiles = profiles;
        this.max = config.inbox_max();
    }

    @Override
    public List<Entry> list() throws JournalUnavailable {
        return InboxGroups.of(held.groups(max), profiles::suggest);
    }
}
