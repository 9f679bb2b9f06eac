package org.headgate.profiles.internal;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import org.headgate.api.message.Message;
import org.headgate.api.profile.AnnouncingProfile;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.fuzz.Contract;
import org.headgate.store.Database;
import org.headgate.store.StoreUnavailable;
import org.jspecify.annotations.Nullable;

/** What the gateway remembers of announcements, with its bounds, and without a disk below. */
public final class GatewayMemory {
    /** Small, so that it is full soon. */
    private static final long LIMIT = 128 << 10;

    private final DeviceProfile profile;
    private final Announcements announcements = new Announcements(new Nowhere(), LIMIT);

    public GatewayMemory(DeviceProfile profile) {
        this.profile = profile;
    }

    /** Reads a message after those that were read before. @throws MalformedPayload of the profile, or of the gateway where too much is announced */
    public Reading read(Message message) throws MalformedPayload {
        if (!(profile instanceof AnnouncingProfile announcing)) {
            return Reading.of(profile.decode(message));
        }
        Reading reading = announcing.read(message, announcements.before("fuzz", message));
        if (reading.saysMore()) {
            announcements.keep("fuzz", message, reading);
            Contract.must(announcements.bytes() <= LIMIT, announcements.bytes() + " bytes of announcements");
        }
        return reading;
    }

    private static final class Nowhere implements Database {

        @Override
        public void prepare(String component, List<String> steps) {}

        @Override
        public <T> CompletionStage<T> write(Work<T> work) {
            return new CompletableFuture<>();
        }

        @Override
        public <T> void write(Work<T> work, BiConsumer<? super @Nullable T, ? super @Nullable Throwable> done) {
            done.accept(null, null);
        }

        @Override
        public <T> T read(Work<T> work) throws StoreUnavailable {
            throw new StoreUnavailable("nowhere", "there is no disk");
        }

        @Override
        public Optional<StoreUnavailable> obstacle() {
            return Optional.empty();
        }

        @Override
        public int rebuilds() {
            return 0;
        }

        @Override
        public boolean rebuilt() {
            return false;
        }

        @Override
        public void lossNoted() {}

        @Override
        public void close() {}

        @Override
        public void closeCompacted() {}
    }
}
