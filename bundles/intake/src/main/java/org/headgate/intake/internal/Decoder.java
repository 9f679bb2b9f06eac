package org.headgate.intake.internal;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.headgate.api.device.Devices;
import org.headgate.api.journal.NewContribution;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.profile.AnnouncingProfile;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Profiles;
import org.headgate.api.profile.Profiles.Match;
import org.headgate.api.profile.Reading;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.headgate.senml.SenmlRecord;
import org.jspecify.annotations.Nullable;

/** From a message to contributions, with whatever a profile may do wrong on the way. */
final class Decoder {
    private static final int LONGEST_URN = 512;
    private static final int MOST_DEVICES = 1000;
    private static final int LONGEST_REASON = 500;

    private Decoder() {}

    sealed interface Result {
        record Contributions(List<NewContribution> contributions, List<Devices.Seen> heard, Reading reading)
                implements Result {
            boolean hasSightings() {
                return contributions.stream().anyMatch(one -> one.kind() == Kind.COVERAGE_SIGHTING);
            }
        }

        /** Nothing to keep but, maybe, what was announced. */
        record Nothing(Reading reading) implements Result {}

        record Refused(String code, String reason) implements Result {}
    }

    static Result decode(Message message, Match match, House house, Sightings sightings) {
        Devices devices = house.devices();
        try {
            Reading reading = read(message, match, house.profiles());
            List<Decoded> decoded = reading.decoded();
            if (decoded.size() > MOST_DEVICES) {
                return refused(
                        "too_many_devices",
                        "a message speaks for " + decoded.size() + " devices, at most " + MOST_DEVICES + " are taken");
            }
            List<NewContribution> contributions = new ArrayList<>(decoded.size());
            List<Devices.Seen> heard = new ArrayList<>(decoded.size());
            for (Decoded one : decoded) {
                checkNames(one);
            }
            for (Decoded one : decoded) {
                Decoded due = one.transmitter() == null ? one : due(message, one, match.profileId(), house, sightings);
                if (due != null && !due.records().isEmpty()) {
                    contributions.add(contribution(message, due, match.profileId(), devices));
                    heard.add(seen(message, due, match.profileId()));
                }
            }
            return contributions.isEmpty()
                    ? new Result.Nothing(reading)
                    : new Result.Contributions(contributions, heard, reading);
        } catch (MalformedPayload e) {
            return refused(e.code(), e.getMessage());
        } catch (SenmlException e) {
            return refused(e.code(), e.getMessage());
        } catch (Throwable e) {
            return refused("profile_fault", "profile " + match.profileId() + " failed: " + e);
        }
    }

    private static Reading read(Message message, Match match, @Nullable Profiles profiles) throws MalformedPayload {
        if (profiles != null && match.profile() instanceof AnnouncingProfile announcing) {
            return announcing.read(message, profiles.announced(match.profileId(), message));
        }
        return Reading.of(match.profile().decode(message));
    }

    static Result refused(String code, @Nullable String reason) {
        String text = Optional.ofNullable(reason).orElse("");
        return new Result.Refused(code, text.length() > LONGEST_REASON ? text.substring(0, LONGEST_REASON) : text);
    }

    private static @Nullable Decoded due(
            Message message, Decoded sighting, String profile, House house, Sightings sightings) {
        Devices devices = house.devices();
        boolean known = devices != null && devices.isAdopted(String.valueOf(sighting.transmitter()));
        return sightings.take(sighting, message, profile, known).orElse(null);
    }

    private static void checkNames(Decoded decoded) throws SenmlException {
        String transmitter = decoded.transmitter();
        int longest = Math.max(decoded.device().length(), transmitter == null ? 0 : transmitter.length());
        if (longest > LONGEST_URN) {
            throw new SenmlException(
                    "device_name_too_long", "a device's URN of " + longest + " characters, at most " + LONGEST_URN);
        }
    }

    private static NewContribution contribution(
            Message message, Decoded decoded, String profile, @Nullable Devices devices) throws SenmlException {
        String device = decoded.device();
        for (SenmlRecord record : decoded.records()) {
            if (!belongs(record.name(), device)) {
                throw new IllegalStateException("record " + record.name() + " is not of device " + device);
            }
        }
        SenmlPack pack = SenmlPack.of(decoded.records());
        boolean adopted = devices != null && devices.adopted(device, profile);
        return new NewContribution(
                message.receivedAt(), decoded.kind(), decoded.trust(), pack.toCbor(), device, adopted);
    }

    private static boolean belongs(String name, String device) {
        return name.startsWith(device) && (name.length() == device.length() || name.charAt(device.length()) == ':');
    }

    private static Devices.Seen seen(Message message, Decoded decoded, String profile) {
        return new Devices.Seen(
                decoded.device(),
                profile,
                decoded.model(),
                decoded.name(),
                message.source(),
                message.sender(),
                message.address(),
                message.receivedAt());
    }
}
