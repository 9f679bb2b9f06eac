package org.headgate.profile.testkit;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Announced;
import org.headgate.api.profile.Announcement;
import org.headgate.api.profile.AnnouncingProfile;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;

/** Gives a profile one message after the other, and keeps what they announced, as the gateway does for one sender. Without bounds. */
public final class Memory {
    private final DeviceProfile profile;
    private final TreeMap<String, Announcement> announced = new TreeMap<>();
    private final Map<String, Long> marks = new HashMap<>();

    public Memory(DeviceProfile profile) {
        this.profile = profile;
    }

    /** Reads a message after those that were read before. */
    public Reading read(Message message) throws MalformedPayload {
        if (!(profile instanceof AnnouncingProfile announcing)) {
            return Reading.of(profile.decode(message));
        }
        Reading reading = announcing.read(message, new Before(message));
        reading.withdrawn().forEach(name -> {
            announced.remove(name);
            marks.remove(name);
        });
        reading.announced().forEach(one -> {
            announced.put(one.name(), one);
            marks.remove(one.name());
        });
        reading.marks().forEach((name, number) -> {
            if (announced.containsKey(name)) {
                marks.put(name, number);
            }
        });
        return reading;
    }

    /** Whether something that was announced names the address. */
    public boolean names(String address) {
        return announced.values().stream().anyMatch(one -> one.addresses().contains(address));
    }

    private final class Before implements Announced {
        private final Message message;

        private Before(Message message) {
            this.message = message;
        }

        @Override
        public Optional<Announcement> named(String name) {
            return Optional.ofNullable(announced.get(name));
        }

        @Override
        public List<Announcement> below(String prefix) {
            return announced.tailMap(prefix).values().stream()
                    .takeWhile(one -> one.name().startsWith(prefix))
                    .toList();
        }

        @Override
        public List<Announcement> here() {
            return announced.values().stream()
                    .filter(one -> one.addresses().contains(message.address()))
                    .toList();
        }

        @Override
        public OptionalLong mark(String name) {
            Long mark = marks.get(name);
            return mark == null ? OptionalLong.empty() : OptionalLong.of(mark);
        }
    }
}
