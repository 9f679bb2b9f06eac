package org.headgate.intake.internal;

import java.util.ArrayList;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.Profiles;
import org.headgate.api.profile.Reading;

/**
 * Around the moment at which announcements begin to hold. What waits at an address that nobody claimed before must be decoded before anything newer of it; so the address is
 * noted first, then the announcement holds, then it is seen whether anything waits. A lane that lets a message wait does the opposite: it says so, then looks
 * whether the address was announced.
 */
final class Announcing {
    private Announcing() {}

    /** The addresses that are claimed from now on. */
    static List<String> begin(Shared shared, Profiles profiles, Message message, Reading reading) {
        List<String> fresh = new ArrayList<>();
        for (Announcement announcement : reading.announced()) {
            for (String address : announcement.addresses()) {
                if (!profiles.isAnnounced(message, address)) {
                    fresh.add(address);
                    shared.newlyAnnounced.add(message.transport(), address);
                }
            }
        }
        return fresh;
    }

    static void end(Shared shared, Message message, List<String> fresh) {
        boolean due = false;
        for (String address : fresh) {
            if (shared.held.contains(HeldAddresses.hash(message.transport(), address))) {
                due = true;
            } else {
                shared.newlyAnnounced.remove(message.transport(), address);
            }
        }
        if (due) {
            shared.lookAgain.run();
        }
    }
}
