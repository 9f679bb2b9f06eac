package org.headgate.intake.internal;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announced;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.AnnouncingProfile;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;

/**
 * {@code birth/NAME} announces the address in its payload, and nothing withdraws it; what comes there is a number. Below {@code line/} nothing is claimed by announcement: {@code line/birth} must come
 * before {@code line/data}.
 */
final class AnnouncingNumbers implements AnnouncingProfile {

    @Override
    public Claim claims(Message message) {
        String address = message.address();
        return address.startsWith("birth/") || address.startsWith("line/") ? Claim.YES : Claim.NO;
    }

    @Override
    public Reading read(Message message, Announced before) throws MalformedPayload {
        String text = new String(message.payload(), StandardCharsets.UTF_8);
        if (message.address().startsWith("birth/")) {
            return text.isEmpty()
                    ? Reading.builder().withdraw(message.address()).build()
                    : Reading.builder()
                            .announce(new Announcement(
                                    text.equals("too much") ? text : message.address(), List.of(text), new byte[0]))
                            .build();
        }
        if (message.address().equals("line/birth")) {
            return Reading.builder()
                    .announce(new Announcement("line", List.of(), message.payload()))
                    .decoded(TestProfiles.number(message).get(0))
                    .build();
        }
        if (message.address().startsWith("line/") && before.named("line").isEmpty()) {
            throw new MalformedPayload("no_birth", "nothing was announced");
        }
        if (!message.address().startsWith("line/") && before.here().isEmpty()) {
            throw new MalformedPayload("not_announced", "nothing names " + message.address());
        }
        return Reading.of(TestProfiles.number(message));
    }
}
