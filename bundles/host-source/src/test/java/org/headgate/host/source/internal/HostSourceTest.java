package org.headgate.host.source.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.lang.annotation.Annotation;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.headgate.api.intake.Outcome;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.Claim;
import org.headgate.api.profile.Decoded;
import org.headgate.api.profile.MalformedPayload;
import org.headgate.api.status.Problem;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostSourceTest {
    @TempDir
    Path folder;

    private final RecordingIntake intake = new RecordingIntake();
    private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
    private final HostProfile profile = new HostProfile();

    @AfterEach
    void stop() {
        scheduler.shutdownNow();
    }

    @Test
    void source_recordedTree_sendsWhatItsProfileDecodes() throws MalformedPayload {
        Tree.router(folder);
        HostSource source = start();
        await().until(() -> intake.messages.size() >= 2);
        source.stop();

        Message second = intake.messages.get(1);
        assertThat(profile.claims(second)).isEqualTo(Claim.YES);
        assertThat(second.trust()).isEqualTo(Trust.TRANSPORT);
        assertThat(second.origin()).isNull();
        List<Decoded> decoded = profile.decode(second);
        assertThat(decoded).hasSize(1);
        String urn = decoded.get(0).device();
        assertThat(urn).matches("urn:dev:ops:headgate-host-[0-9a-f]{16}");
        assertThat(decoded.get(0).records())
                .allSatisfy(record -> assertThat(record.name()).startsWith(urn + ":"))
                .anySatisfy(record -> assertThat(record.name()).endsWith(":net/eth0/rx"))
                .anySatisfy(record -> assertThat(record.name()).endsWith(":temperature/cpu-thermal"));
        assertThat(source.report().problems()).isEmpty();
        assertThat(source.report().facts()).containsEntry("device", urn);
    }

    @Test
    void source_nothingBelowRoot_isAProblemWithARemedy() {
        HostSource source = new HostSource(intake, scheduler, folder.resolve("none"), config(folder));
        await().until(() -> !source.report().problems().isEmpty());
        source.stop();
        Problem problem = source.report().problems().get(0);
        assertThat(problem.code()).isEqualTo("nothing_to_measure");
        assertThat(problem.remedy()).contains("host-source.root");
        assertThat(intake.messages).isEmpty();
    }

    @Test
    void source_refused_countsAndGoesOn() {
        Tree.router(folder);
        intake.outcome = new Outcome.Refused("disk_full", "no room", 1000);
        HostSource source = start();
        await().until(() -> source.report().metrics().get("host-source.refused") >= 2);
        assertThat(source.report().problems()).extracting(Problem::code).containsExactly("reading_refused");
        intake.outcome = new Outcome.Stored(1, 1);
        await().until(() -> source.report().problems().isEmpty());
        source.stop();
    }

    @Test
    void profile_otherTransport_isNotClaimed() {
        assertThat(profile.claims(message("mqtt", HostProfile.ADDRESS, ""))).isEqualTo(Claim.NO);
    }

    @Test
    void profile_garbledLine_saysWhere() {
        assertThatThrownBy(() -> profile.decode(message("host", HostProfile.ADDRESS, "load\t/\t1\nload\t/\tNaN")))
                .isInstanceOf(MalformedPayload.class)
                .hasMessageContaining("line 2");
    }

    private static Message message(String transport, String address, String payload) {
        return new Message(
                transport, "x", address, "gw", Trust.TRANSPORT, "", payload.getBytes(StandardCharsets.UTF_8), 1, null);
    }

    private HostSource start() {
        return new HostSource(intake, scheduler, folder, config(folder));
    }

    private static HostSource.Config config(Path root) {
        return new HostSource.Config() {
            @Override
            public int interval_seconds() {
                return 1;
            }

            @Override
            public String root() {
                return root.toString();
            }

            @Override
            public String[] interfaces_skip() {
                return new String[] {"lo"};
            }

            @Override
            public Class<? extends Annotation> annotationType() {
                return HostSource.Config.class;
            }
        };
    }
}
