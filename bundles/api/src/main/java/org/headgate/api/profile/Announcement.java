package org.headgate.api.profile;

import java.util.List;

/**
 * What a device said of itself, and what its later messages need to be understood.
 *
 * @param name what it is kept under: a later one of the same name takes its place; at most 1024 characters
 * @param addresses where its later messages come, on the transport on which it came itself: what comes there is this profile's from now on, unless a profile
 *     of higher {@code service.ranking} claims it; at most 16, each of at most 1024 characters
 * @param content in a form that the profile chooses and reads again, never changed after it is handed in; at most 256 KiB
 */
public record Announcement(String name, List<String> addresses, byte[] content) {
    public Announcement {
        addresses = List.copyOf(addresses);
    }
}
