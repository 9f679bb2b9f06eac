package org.headgate.itest;

import static org.junit.Assert.assertEquals;
import static org.junit.Assert.assertNotNull;
import static org.junit.Assert.assertTrue;

import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import javax.inject.Inject;
import org.headgate.api.Home;
import org.headgate.api.batch.Batches;
import org.headgate.api.batch.Signer;
import org.headgate.api.device.Devices;
import org.headgate.api.feed.FeedDefinition;
import org.headgate.api.feed.Feeds;
import org.headgate.api.feed.Tariff;
import org.headgate.api.intake.Intake;
import org.headgate.api.intake.Outcome;
import org.headgate.api.journal.Contribution;
import org.headgate.api.journal.Journal;
import org.headgate.api.market.Passes;
import org.headgate.api.message.Kind;
import org.headgate.api.message.Message;
import org.headgate.api.message.Trust;
import org.headgate.api.profile.DevicePacks;
import org.headgate.api.profile.Profiles;
import org.headgate.api.status.StatusSource;
import org.headgate.senml.SenmlValue;
import org.jspecify.annotations.Nullable;
import org.junit.Before;
import org.junit.Test;
import org.junit.runner.RunWith;
import org.ops4j.pax.exam.Configuration;
import org.ops4j.pax.exam.Option;
import org.ops4j.pax.exam.junit.PaxExam;
import org.ops4j.pax.exam.spi.reactors.ExamReactorStrategy;
import org.ops4j.pax.exam.spi.reactors.PerClass;
import org.osgi.framework.Bundle;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;

/** All bundles of the archive in one framework, tested through their services. */
@RunWith(PaxExam.class)
@ExamReactorStrategy(PerClass.class)
public class GatewayTest {
    private static final long SECONDS = 120;
    private static @Nullable ScheduledExecutorService scheduler;

    @Inject
    private BundleContext context;

    @Configuration
    public static Option[] configuration() {
        return Assembled.withHome();
    }

    /** What the launcher does. It ends with the process: Pax Exam calls what follows a class after each method. */
    @Before
    public void registerScheduler() {
        if (scheduler == null) {
            scheduler = Executors.newScheduledThreadPool(2, task -> {
                Thread thread = new Thread(task);
                thread.setDaemon(true);
                return thread;
            });
            context.registerService(ScheduledExecutorService.class, scheduler, null);
        }
    }

    private static void await(String what, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
        while (!condition.call()) {
            assertTrue("not within " + SECONDS + " s: " + what, System.nanoTime() < deadline);
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private <T> T service(Class<T> type) throws Exception {
        await(type.getName(), () -> context.getServiceReference(type) != null);
        ServiceReference<T> reference = context.getServiceReference(type);
        T service = context.getService(reference);
        assertNotNull(type.getName(), service);
        return service;
    }

    private Set<String> components() throws Exception {
        Set<String> names = new TreeSet<>();
        for (ServiceReference<StatusSource> reference : context.getServiceReferences(StatusSource.class, null)) {
            StatusSource source = context.getService(reference);
            if (source != null) {
                names.add(source.component());
            }
        }
        return names;
    }

    private static Message senml(String name, double value) {
        String text = "[{\"n\":\"" + name + ":temperature\",\"u\":\"Cel\",\"v\":" + value + "}]";
        return new Message(
                "mqtt",
                "itest",
                "senml/itest",
                "",
                Trust.TRANSPORT,
                "application/senml+json",
                text.getBytes(StandardCharsets.UTF_8),
                System.currentTimeMillis(),
                null);
    }

    @Test
    public void bundles_ofTheArchive_areAllActive() {
        for (Bundle bundle : context.getBundles()) {
            boolean fragment = bundle.getHeaders("").get("Fragment-Host") != null;
            assertTrue(bundle.getSymbolicName(), fragment || bundle.getState() == Bundle.ACTIVE);
        }
    }

    @Test
    public void services_ofAllBundles_areThere() throws Exception {
        for (Class<?> type : List.of(
                Intake.class,
                Journal.class,
                Devices.class,
                Profiles.class,
                Signer.class,
                Batches.class,
                Feeds.class,
                Passes.class)) {
            assertNotNull(service(type));
        }
        List<String> all = Arrays.asList(
                "batches",
                "chain-evm",
                "coap-source",
                "deploy",
                "devices",
                "feeds",
                "host-source",
                "identity",
                "intake",
                "journal",
                "lora-source",
                "market",
                "mqtt-door",
                "mqtt-source",
                "pay-http",
                "pay-mqtt",
                "profiles",
                "store",
                "ts013");
        await("a status of each", () -> components().containsAll(all));
    }

    @Test
    public void message_ofAnAdoptedDevice_goesThroughTheJournalToItsFeed() throws Exception {
        Intake intake = service(Intake.class);
        Journal journal = service(Journal.class);
        Devices devices = service(Devices.class);
        Feeds feeds = service(Feeds.class);
        await(
                "the profile",
                () -> service(Profiles.class)
                        .match(senml("urn:dev:ops:itest", 1))
                        .isPresent());

        Outcome first = accepted(intake, senml("urn:dev:ops:itest", 1));
        long sequence = ((Outcome.Stored) first).firstSequence();
        Contribution contribution = journal.read(sequence, 1).get(0);
        assertEquals("urn:dev:ops:itest", contribution.device());

        await("the device", () -> devices.find("urn:dev:ops:itest").isPresent());
        devices.adopt("urn:dev:ops:itest").toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        feeds.put(new FeedDefinition(
                        "itest",
                        "Inside",
                        1,
                        List.of(),
                        List.of(),
                        List.of(),
                        Trust.TRANSPORT,
                        List.of(),
                        0,
                        -1,
                        FeedDefinition.Identity.KEEP,
                        24,
                        60,
                        Tariff.NONE))
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS);
        accepted(intake, senml("urn:dev:ops:itest", 2));

        await("the delivery", () -> feeds.find("itest").orElseThrow().delivered() > 0);
    }

    @Test
    public void frameOfAPacketForwarder_sentTwice_becomesOneSightingOfItsGateway() throws Exception {
        Journal journal = service(Journal.class);
        String rxpk =
                "{\"rxpk\":[{\"tmst\":4202879084,\"freq\":2403.0,\"stat\":1,\"modu\":\"LORA\",\"datr\":\"SF12BW812\","
                        + "\"rssi\":-115,\"lsnr\":-15.5,\"data\":\"QPF9vkkAAgABlUN4disR/w0=\"},{\"freq\":nan}]}";
        byte[] head = {2, 0x12, 0x34, 0, 0, 0x16, (byte) 0xc0, 1, (byte) 0xf1, 0x53, (byte) 0xa1, 0x4c};
        byte[] text = rxpk.getBytes(StandardCharsets.UTF_8);
        byte[] datagram = Arrays.copyOf(head, head.length + text.length);
        System.arraycopy(text, 0, datagram, head.length, text.length);
        await("the port", () -> lora() != null && lora().report().ports().containsKey("lora-source"));
        int port = lora().report().ports().get("lora-source");
        long before = journal.next();
        for (int restart = 0; restart < 2; restart++) {
            try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
                socket.setSoTimeout((int) SECONDS * 1000);
                socket.send(new DatagramPacket(datagram, datagram.length, InetAddress.getLoopbackAddress(), port));
                DatagramPacket answer = new DatagramPacket(new byte[8], 8);
                socket.receive(answer);
                assertEquals("02123401", HexFormat.of().formatHex(answer.getData(), 0, answer.getLength()));
            }
        }

        await("both outcomes", () -> lora().report().metrics().get("lora-source.repeated") == 1);
        List<Contribution> sightings = journal.read(before, 1000).stream()
                .filter(one -> one.device().equals("urn:dev:mac:0016c001f153a14c"))
                .toList();
        assertEquals(1, sightings.size());
        assertEquals(Kind.COVERAGE_SIGHTING, sightings.get(0).kind());
        String pack = new String(sightings.get(0).senml().toJson(), StandardCharsets.UTF_8);
        assertTrue(pack, pack.contains("2403000000") && pack.contains("49be7df1"));
    }

    private @Nullable StatusSource lora() throws Exception {
        for (ServiceReference<StatusSource> reference : context.getServiceReferences(StatusSource.class, null)) {
            StatusSource source = context.getService(reference);
            if (source != null && source.component().equals("lora-source")) {
                return source;
            }
        }
        return null;
    }

    private static Outcome accepted(Intake intake, Message message) throws Exception {
        Outcome[] outcome = new Outcome[1];
        await("the outcome", () -> {
            outcome[0] = intake.accept(message).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
            return outcome[0] instanceof Outcome.Stored;
        });
        return outcome[0];
    }

    @Test
    public void profile_stoppedThenDropped_decodesWhatWaited() throws Exception {
        Intake intake = service(Intake.class);
        Journal journal = service(Journal.class);
        Profiles profiles = service(Profiles.class);
        await("the profile", () -> profiles.match(senml("urn:dev:ops:late", 1)).isPresent());
        accepted(intake, senml("urn:dev:ops:late", 1));
        Bundle installed = Arrays.stream(context.getBundles())
                .filter(bundle -> "org.headgate.profile.senml".equals(bundle.getSymbolicName()))
                .findFirst()
                .orElseThrow();
        installed.stop();
        await(
                "its profile gone",
                () -> profiles.match(senml("urn:dev:ops:late", 2)).isEmpty());
        Outcome waiting = intake.accept(senml("urn:dev:ops:late", 2))
                .toCompletableFuture()
                .get(SECONDS, TimeUnit.SECONDS);
        assertTrue(waiting.toString(), waiting instanceof Outcome.Waiting);
        long before = journal.next();

        Home home = new Home(Path.of(context.getProperty(Home.PROPERTY)));
        Path jar = Path.of(java.net.URI.create(
                installed.getLocation().substring(installed.getLocation().indexOf("file:"))));
        Path temporary = home.deploy().resolve("senml.tmp");
        Files.copy(jar, temporary);
        Files.move(temporary, home.deploy().resolve("senml.jar"));

        await("what waited is decoded", () -> journal.next() > before);
        Contribution decoded = journal.read(before, 1).get(0);
        assertEquals("urn:dev:ops:late", decoded.device());
        Path status = home.deploy().resolve("senml.jar.status");
        await(
                "its status",
                () -> Files.exists(status) && Files.readString(status).contains("state: active"));
    }

    @Test
    public void pack_dropped_decodesWhatWaited_isReplaced_contained_andRemoved() throws Exception {
        Intake intake = service(Intake.class);
        Journal journal = service(Journal.class);
        Profiles profiles = service(Profiles.class);
        await("its host", () -> components().contains("ts013"));
        assertTrue(
                intake.accept(uplink("01")).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS)
                        instanceof Outcome.Waiting);

        Path drop =
                new Home(Path.of(context.getProperty(Home.PROPERTY))).deploy().resolve("itest.devicepack");
        pack(drop, "1.0.0", "return {data: {temperature: i.bytes[0]}};");
        awaitContent(drop, "state: active", "a-pack 1.0.0");
        await("what waited is decoded", () -> temperature(journal) == 1);

        pack(drop, "1.1.0", "while (i.bytes[0] === 9) {} return {data: {temperature: i.bytes[0] + 100}};");
        await("the second", () -> version(profiles).equals("1.1.0"));
        accepted(intake, uplink("02"));
        await("its word", () -> temperature(journal) == 102);
        Outcome ended = intake.accept(uplink("09")).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS);
        assertEquals("codec_instructions", ((Outcome.Quarantined) ended).code());
        accepted(intake, uplink("03"));
        await("the next message", () -> temperature(journal) == 103);
        assertEquals(
                List.of(new DevicePacks.Info(
                        "a-pack", "1.1.0", "A", "B", "itest.devicepack", 1, 0, 2, Map.of("codec_instructions", 1L))),
                service(DevicePacks.class).list());

        pack(drop, "1.2.0", "return {data: {temperature: 1e9}};");
        awaitContent(drop, "state: refused", "code: example_failed", "output.data.temperature");
        accepted(intake, uplink("04"));
        await("what ran before runs on", () -> temperature(journal) == 104);

        Files.delete(drop);
        await("it is gone", () -> version(profiles).isEmpty());
        assertTrue(
                intake.accept(uplink("05")).toCompletableFuture().get(SECONDS, TimeUnit.SECONDS)
                        instanceof Outcome.Waiting);
    }

    private static String version(Profiles profiles) {
        return profiles.list().stream()
                .filter(each -> each.id().equals("a-pack"))
                .map(Profiles.Info::version)
                .findFirst()
                .orElse("");
    }

    /** The newest that the device said, or NaN. */
    private static double temperature(Journal journal) throws Exception {
        double newest = Double.NaN;
        for (Contribution each : journal.read(Math.max(1, journal.next() - 50), 50)) {
            if (each.device().equals("urn:dev:mac:1122334455667788")) {
                newest = each.senml().records().stream()
                        .filter(record -> record.name().endsWith(":temperature"))
                        .mapToDouble(record -> ((SenmlValue.Num) record.value()).value())
                        .findFirst()
                        .orElse(Double.NaN);
            }
        }
        return newest;
    }

    private static Message uplink(String hex) {
        String data = Base64.getEncoder().encodeToString(HexFormat.of().parseHex(hex));
        String json =
                "{\"deviceInfo\":{\"devEui\":\"1122334455667788\"},\"fPort\":1,\"fCnt\":1,\"data\":\"" + data + "\"}";
        return new Message(
                "mqtt",
                "itest",
                "application/1/device/1122334455667788/event/up",
                "",
                Trust.TRANSPORT,
                "",
                json.getBytes(StandardCharsets.UTF_8),
                System.currentTimeMillis(),
                null);
    }

    private static void awaitContent(Path drop, String... parts) throws Exception {
        Path status = drop.resolveSibling(drop.getFileName() + ".status");
        await(String.join(", ", parts), () -> {
            String text = Files.exists(status) ? Files.readString(status) : "";
            return Arrays.stream(parts).allMatch(text::contains);
        });
    }

    /** Its example is a message of one zero byte. */
    private static void pack(Path drop, String version, String body) throws Exception {
        double zero = version.equals("1.1.0") ? 100 : 0;
        Path temporary = drop.resolveSibling("pack.tmp");
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(temporary))) {
            entry(
                    zip,
                    "pack.json",
                    "{\"id\":\"a-pack\",\"version\":\"" + version
                            + "\",\"vendor\":\"A\",\"model\":\"B\",\"devices\":{\"devEui\":[\"11223344*\"]}}");
            entry(zip, "codec.js", "function decodeUplink(i) { " + body + " }");
            entry(
                    zip,
                    "examples.json",
                    "[{\"input\":{\"fPort\":1,\"bytes\":[0]},\"output\":{\"data\":{\"temperature\":" + zero + "}}}]");
        }
        Files.move(temporary, drop, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void entry(ZipOutputStream zip, String name, String text) throws Exception {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(text.getBytes(StandardCharsets.UTF_8));
        zip.closeEntry();
    }
}
