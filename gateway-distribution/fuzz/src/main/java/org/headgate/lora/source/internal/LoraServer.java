package org.headgate.lora.source.internal;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.fuzz.Contract;
import org.headgate.profile.cayenne.internal.CayenneProfile;
import org.headgate.profile.lora.sightings.internal.LoraSightingsProfile;
import org.headgate.profile.lorawan.LoraFrame;

/** lora-source without its socket: what it hands in is checked and decoded, and behind the last datagram nothing of it may be left. It has the keys of a device. */
final class LoraServer implements Intake, AutoCloseable {
    static final byte[] NWK_S_KEY = HexFormat.of().parseHex("44024241ed4ce9a68c6a8bc055233fd3");
    static final long DEV_ADDR = 0x49be7df1L;

    private static final byte[] APP_S_KEY = HexFormat.of().parseHex("ec925802ae430ca77fd3dd73cb2cc588");
    private static final SessionKeys KEYS = SessionKeys.of(NWK_S_KEY, APP_S_KEY);
    private static final int MOST_GATEWAYS = 4;
    private static final Pattern ADDRESS =
            Pattern.compile("gateway/[0-9a-f]{16}/(rxpk|stat)|device/0102030405060708/up");
    private static final DeviceProfile SIGHTINGS = new LoraSightingsProfile();
    private static final DeviceProfile DEVICES = CayenneProfile.of("*");
    private static final InetSocketAddress PEER = new InetSocketAddress(InetAddress.getLoopbackAddress(), 4000);
    private static final long MILLI = 1_000_000;

    private final Counts counts = new Counts();
    private final Sessions sessions = new Sessions();
    private final Gateways gateways = new Gateways(Set.of(), MOST_GATEWAYS, InetAddress::isLoopbackAddress);
    private final Entrance entrance = new Entrance(
            gateways,
            new PeerRates(1000, InetAddress::isLoopbackAddress),
            50,
            new Uplinks(Trust.UNKNOWN),
            new Devices(sessions, counts),
            null,
            new Handover(() -> this, Runnable::run, counts, 1 << 16),
            counts,
            (to, bytes) -> Contract.must(bytes.length == 4 && to.equals(PEER), bytes.length + " bytes to " + to));
    private long nanos;
    private long handedIn;

    LoraServer() {
        sessions.replace(List.of(new Session(0x0102030405060708L, DEV_ADDR, "field", KEYS, "00112233445566ff")));
    }

    void take(byte[] datagram) {
        entrance.take(PEER, ByteBuffer.wrap(datagram), nanos);
        nanos += MILLI;
    }

    @Override
    public CompletionStage<Outcome> accept(Message message) {
        handedIn++;
        Contract.must(ADDRESS.matcher(message.address()).matches(), message.address());
        Contract.must(message.transport().equals("lora") && message.origin() != null, "transport and origin");
        boolean device = message.address().startsWith("device/");
        try {
            if (device) {
                LoraFrame.read(message);
            }
            DeviceProfile profile = device ? DEVICES : SIGHTINGS;
            Contract.holds(message, Reading.of(profile.decode(message)), true);
        } catch (MalformedPayload e) {
            Contract.holds(e);
            return CompletableFuture.completedFuture(new Outcome.Quarantined(e.code(), e.getMessage()));
        }
        // As if it were full now and then.
        return CompletableFuture.completedFuture(
                handedIn % 7 == 3 ? new Outcome.Refused("full", "full", 5) : new Outcome.Stored(handedIn, 1));
    }

    @Override
    public CompletionStage<Void> release(long originKey) {
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void close() {
        for (int i = 0; i < 100_000 && entrance.tick(nanos) >= 0; i++) {
            nanos += 20 * MILLI;
        }
        Contract.must(entrance.tick(nanos) < 0, "something is due for ever");
        Contract.must(counts.pending.get() == 0 && counts.heldBytes.get() == 0, "something is held for ever");
        Contract.must(gateways.size() <= MOST_GATEWAYS, gateways.size() + " gateways");
        Contract.must(sessions.size() == 1, sessions.size() + " sessions");
    }
}
