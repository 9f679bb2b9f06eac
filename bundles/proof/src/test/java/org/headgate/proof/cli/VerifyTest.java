package org.headgate.proof.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.headgate.api.batch.Address;
import org.headgate.proof.AnchorProof;
import org.headgate.proof.ExportWriter;
import org.headgate.proof.Leaf;
import org.headgate.proof.MerkleTree;
import org.headgate.proof.Samples;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VerifyTest {
    @TempDir
    Path folder;

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final byte[] export = Samples.export(Samples.chain(new int[] {3, 4}, new int[] {0, 2}), false);

    @Test
    void wholeFile_holds() throws IOException {
        Path file = Files.write(folder.resolve("e.jsonl"), export);
        assertThat(run("--gateway", Samples.GATEWAY.toString(), file.toString()))
                .isZero();
        assertThat(out.toString(UTF_8))
                .contains("batches        2 (1 to 2)")
                .contains("contributions  7 proven (1 to 9)")
                .contains("lost           2 declared")
                .endsWith("all holds" + System.lineSeparator());
    }

    @Test
    void changedFile_fails() throws IOException {
        Path file = Files.writeString(
                folder.resolve("e.jsonl"), new String(export, UTF_8).replaceFirst("\"v\":20.2", "\"v\":20.25"));
        assertThat(run("--json", file.toString())).isEqualTo(1);
        assertThat(out.toString(UTF_8))
                .startsWith("{\"holds\":false")
                .contains("\"code\":\"not_in_batch\"")
                .contains("\"line\":\"3\"")
                .contains("\"sequence\":\"2\"");
        out.reset();
        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(out.toString(UTF_8))
                .startsWith("FAILED  " + file + ":3, batch 1, sequence 2: not_in_batch")
                .contains("1 check failed");
    }

    @Test
    void headersAlone_failUnlessAskedFor() throws IOException {
        String headers = new String(export, UTF_8)
                .lines()
                .filter(line -> line.contains("\"type\":\"header\""))
                .collect(Collectors.joining("\n"));
        Path file = Files.writeString(folder.resolve("h.jsonl"), headers);
        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(out.toString(UTF_8))
                .contains("batch 1: contributions_withheld: contributions 1 to 3 are left out: not checked");
        out.reset();
        assertThat(run("--headers-only", file.toString())).isZero();
        assertThat(out.toString(UTF_8)).contains("contributions  0 proven").contains("all holds");
    }

    @Test
    void headersMissing_failUnlessAskedFor() throws IOException {
        List<Samples.Batch> chain = Samples.chain(new int[] {2, 2, 2}, new int[] {0, 0, 0});
        Path file = Files.write(folder.resolve("m.jsonl"), Samples.export(List.of(chain.get(0), chain.get(2)), false));
        assertThat(run(file.toString())).isEqualTo(1);
        assertThat(out.toString(UTF_8)).contains("batch 3: batch_gap: header 2 is missing");
        out.reset();
        assertThat(run("--headers-missing", file.toString())).isZero();
        assertThat(out.toString(UTF_8)).contains("missing        1 header, accepted");
        out.reset();
        assertThat(run("--headers-missing", "--json", file.toString())).isZero();
        assertThat(out.toString(UTF_8)).contains("\"missing\":\"1\"");
    }

    @Test
    void anchors_areAskedOfTheChain() throws IOException {
        Path file = anchored();
        try (Endpoint chain = new Endpoint("0x2105", "0x" + "0".repeat(56) + "6774ff80")) {
            assertThat(run("--rpc", chain.url(), file.toString())).as(said()).isZero();
            assertThat(out.toString(UTF_8))
                    .contains("anchors        batches 1 to 2 noted at 2025-01-01T08:40:32Z on eip155:8453")
                    .contains("not anchored   batches 3")
                    .doesNotContain("as the files say; pin it with --eas");
            assertThat(chain.asked)
                    .as("the known contract is asked, not the one that the files name")
                    .contains("0x4200000000000000000000000000000000000021")
                    .doesNotContain("0x0707070707070707070707070707070707070707");
            out.reset();
            assertThat(run("--json", "--rpc", chain.url(), "--eas=0x" + "07".repeat(20), file.toString()))
                    .isZero();
            assertThat(out.toString(UTF_8))
                    .contains("\"notedAt\":\"1735720832\"")
                    .contains("\"batchesWithout\":[{\"first\":\"3\",\"last\":\"3\"}]");
            assertThat(chain.asked).contains("0x" + "07".repeat(20));
        }
    }

    @Test
    void anchors_thatTheChainDoesNotHave_fail() throws IOException {
        try (Endpoint chain = new Endpoint("0x2105", "0x" + "0".repeat(64))) {
            assertThat(run("--rpc", chain.url(), anchored().toString())).isEqualTo(1);
            assertThat(out.toString(UTF_8))
                    .contains("FAILED  anchor_not_noted: the files say that eip155:8453 noted the root")
                    .contains("not anchored   batches 1 to 3")
                    .contains("1 check failed");
        }
    }

    @Test
    void anchors_ofAnotherChain_orOfNone_areSaidNotToBeChecked() throws IOException {
        assertThat(run(anchored().toString())).isZero();
        assertThat(out.toString(UTF_8))
                .contains("not checked    that eip155:8453 noted batches 1 to 2; ask it with --rpc URL");
        out.reset();
        try (Endpoint chain = new Endpoint("0x1", "0x")) {
            assertThat(run("--rpc", chain.url(), anchored().toString())).isZero();
        }
        assertThat(out.toString(UTF_8))
                .contains("not checked    that eip155:8453 noted batches 1 to 2")
                .contains("not anchored   batches 1 to 3");
    }

    @Test
    void anchors_whereTheChainCannotBeAsked_saySo_andShowNoSecret() throws IOException {
        Path file = anchored();
        try (Endpoint chain = new Endpoint("0x2105", "0x")) {
            Path secret = Files.writeString(folder.resolve("rpc"), chain.url() + "secretkey\n");
            assertThat(run("--rpc", "@" + secret, file.toString())).isEqualTo(2);
            assertThat(out.toString(UTF_8))
                    .contains("anchors        NOT CHECKED, the chain cannot be asked: 127.0.0.1:")
                    .contains("does not answer there as the Ethereum Attestation Service does")
                    .contains("all holds");
            chain.status = 500;
            assertThat(run("--rpc", "@" + secret, file.toString())).isEqualTo(2);
            assertThat(said()).contains("HTTP status 500").doesNotContain("secretkey");
        }
        assertThat(run("--rpc", "ftp://x", "f")).isEqualTo(2);
        assertThat(run("--rpc", "http://a:b@x", "f")).isEqualTo(2);
        assertThat(run("--eas", Samples.GATEWAY.toString(), "f")).isEqualTo(2);
    }

    @Test
    void anchor_thatIsNotAboveItsHeader_fails() throws IOException {
        String text = Files.readString(anchored());
        for (String changed : List.of(
                text.replace("\"number\":\"2\",\"network\"", "\"number\":\"1\",\"network\""),
                text.replace("\"number\":\"2\",\"network\"", "\"number\":\"9\",\"network\""),
                text.replaceFirst("\"network\":\"eip155:8453\"", "\"network\":\"\\u001b[2J\""))) {
            assertThat(changed).isNotEqualTo(text);
            assertThat(run(Files.writeString(folder.resolve("c.jsonl"), changed).toString()))
                    .isEqualTo(1);
        }
        assertThat(out.toString(UTF_8))
                .contains("not_in_anchor")
                .contains("header_missing")
                .contains("network is missing, or no chain");
    }

    /** Batches 1 and 2 of three, in both formats. */
    private Path anchored() throws IOException {
        List<Samples.Batch> chain = Samples.chain(new int[] {1, 1, 1}, new int[] {0, 0, 0});
        MerkleTree tree = MerkleTree.of(List.of(
                Leaf.of(chain.get(0).header().hash()),
                Leaf.of(chain.get(1).header().hash())));
        Path file = null;
        for (boolean cbor : List.of(true, false)) {
            file = folder.resolve(cbor ? "a.cbor" : "a.jsonl");
            try (OutputStream to = Files.newOutputStream(file);
                    ExportWriter writer = cbor ? ExportWriter.cbor(to) : ExportWriter.jsonLines(to)) {
                for (int i = 0; i < 3; i++) {
                    writer.header(chain.get(i).header());
                    if (i < 2) {
                        writer.anchor(new AnchorProof(
                                i + 1,
                                "eip155:8453",
                                Address.parse("0x" + "07".repeat(20)),
                                tree.root(),
                                tree.proof(i)));
                    }
                    writer.contribution(
                            chain.get(i).contributions().get(0),
                            chain.get(i).tree().proof(0));
                }
            }
        }
        assertThat(run(folder.resolve("a.cbor").toString())).as(said()).isZero();
        assertThat(out.toString(UTF_8)).contains("that eip155:8453 noted batches 1 to 2");
        out.reset();
        return file;
    }

    private String said() {
        return out.toString(UTF_8) + err.toString(UTF_8);
    }

    /** Answers as a chain of that id, with one answer to all that is asked of its contracts. */
    private static final class Endpoint implements AutoCloseable {
        private final HttpServer server;
        volatile int status = 200;
        volatile String asked = "";

        Endpoint(String chainId, String answer) throws IOException {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/", exchange -> {
                String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                asked += request;
                byte[] body = ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":\""
                                + (request.contains("eth_chainId") ? chainId : answer) + "\"}")
                        .getBytes(UTF_8);
                exchange.sendResponseHeaders(status, body.length);
                exchange.getResponseBody().write(body);
                exchange.close();
            });
            server.start();
        }

        String url() {
            return "http://127.0.0.1:" + server.getAddress().getPort() + "/";
        }

        @Override
        public void close() {
            server.stop(0);
        }
    }

    @Test
    void standardInput_isRead() {
        assertThat(run("-")).isZero();
    }

    @Test
    void wrongUsage_isTold() {
        assertThat(run()).isEqualTo(2);
        assertThat(run("--nonsense", "f")).isEqualTo(2);
        assertThat(run("--gateway", "0x12", "f")).isEqualTo(2);
        assertThat(run("--gateway")).isEqualTo(2);
        assertThat(run(folder.resolve("none").toString())).isEqualTo(2);
        assertThat(err.toString(UTF_8)).contains("does not exist").contains("--help");
        assertThat(run("--help")).isZero();
        assertThat(out.toString(UTF_8)).contains("Examples:");
    }

    private int run(String... arguments) {
        try (PrintStream to = new PrintStream(out, true, UTF_8);
                PrintStream problems = new PrintStream(err, true, UTF_8)) {
            return Verify.run(arguments, new ByteArrayInputStream(export), to, problems);
        }
    }
}
