package org.headgate.profile.testkit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.fail;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.headgate.api.message.Message;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.DeviceProfile;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.profile.Reading;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What every profile must hold; its test extends this. Runs {@code vectors/*.json} of the profile's resources, then bad copies of them: whatever arrives, a profile
 * answers or refuses, soon, and never fails.
 */
public abstract class ProfileContract {
    private static final int MUTANTS = 800;
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final DeviceProfile profile;

    protected ProfileContract(DeviceProfile profile) {
        this.profile = profile;
    }

    @TestFactory
    Stream<DynamicTest> vectors() {
        List<Vector> vectors = Vectors.of(profile.getClass());
        if (vectors.isEmpty()) {
            fail("no vectors");
        }
        return vectors.stream()
                .map(vector -> DynamicTest.dynamicTest(vector.name(), () -> Expectation.check(profile, vector)));
    }

    @Test
    void bundle_registersTheProfile() throws Exception {
        Registration.check(profile.getClass());
    }

    @Test
    void decode_twice_saysTheSame() {
        for (Vector vector : Vectors.of(profile.getClass())) {
            assertEquals(
                    outcome(vector.memory(profile), vector.message()),
                    outcome(vector.memory(profile), vector.message()),
                    vector.name());
        }
    }

    @Test
    void decode_badCopies_answersOrRefuses() {
        mutate(1);
    }

    @Test
    void decode_otherBadCopies_answersOrRefuses() {
        mutate(System.nanoTime());
    }

    private void mutate(long seed) {
        System.out.println(profile.getClass().getSimpleName() + ": bad copies with seed " + seed);
        List<Vector> vectors = Vectors.of(profile.getClass());
        Random random = new Random(seed);
        assertTimeoutPreemptively(LIMIT, () -> {
            for (int i = 0; i < MUTANTS; i++) {
                Vector vector = vectors.get(random.nextInt(vectors.size()));
                int spoiled = random.nextInt(vector.before().size() + 1);
                try {
                    Memory memory = new Memory(profile);
                    for (int k = 0; k < vector.before().size(); k++) {
                        Message earlier = vector.before().get(k);
                        outcome(memory, k == spoiled ? Mutation.of(earlier, random) : earlier);
                    }
                    Message last = vector.message();
                    Message message = spoiled == vector.before().size() ? Mutation.of(last, random) : last;
                    profile.claims(message);
                    outcome(memory, message);
                } catch (Throwable e) {
                    throw new AssertionError("seed " + seed + ", copy " + i + " of " + vector.name() + ": " + e, e);
                }
            }
        });
    }

    /** A pack that SenML refuses is a refusal too: intake answers it with SenML's code. */
    private static String outcome(Memory memory, Message message) {
        StringBuilder outcome = new StringBuilder();
        try {
            Reading reading = memory.read(message);
            reading.announced()
                    .forEach(one -> outcome.append(one.name())
                            .append(one.addresses())
                            .append(HexFormat.of().formatHex(one.content())));
            outcome.append(reading.withdrawn()).append(reading.marks()).append(reading.notices());
            for (Decoded decoded : reading.decoded()) {
                outcome.append(decoded.device()).append(decoded.kind());
                if (!decoded.records().isEmpty()) {
                    outcome.append(new String(SenmlPack.of(decoded.records()).toJson(), StandardCharsets.UTF_8));
                }
            }
        } catch (MalformedPayload e) {
            outcome.append(e.code());
        } catch (SenmlException e) {
            outcome.append(e.code());
        }
        return outcome.toString();
    }
}
