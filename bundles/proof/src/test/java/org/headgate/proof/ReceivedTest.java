package org.headgate.proof;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.IntStream;
import org.headgate.api.batch.Hash;
import org.headgate.api.journal.Contribution;
import org.headgate.proof.Samples.Batch;
import org.junit.jupiter.api.Test;

/** Recorded messages, in the forms that a buyer may record them in. */
class ReceivedTest {
    private final List<Batch> chain = Samples.chain(new int[] {5, 4}, new int[] {0, 0});
    private final List<String> lines = new ArrayList<>();

    @Test
    void rawFeed_isProvenInEachForm() {
        record(chain.get(0), Form.TEXT, 0, 1, 2, 3, 4);
        lines.add(proof(Samples.proof(chain.get(0), 0, 1, 2, 3, 4), Form.HEX));
        record(chain.get(1), Form.HEX, 0, 1);
        record(chain.get(1), Form.TEXT, 2, 3);
        lines.add(proof(Samples.proof(chain.get(1), 1, 2), Form.HEX));
        lines.add(proof(Samples.proof(chain.get(1), 0, 3), Form.TEXT));
        Verification result = verify();
        assertThat(result.findings()).isEmpty();
        assertThat(result.holds()).isTrue();
        assertThat(result.contributions()).isEqualTo(9);
        assertThat(result.feeds())
                .containsExactly(new FeedRecords(
                        "weather", false, new FeedRecords.Range(9, 1, 9), new FeedRecords.Range(0, 0, 0)));
    }

    @Test
    void recordBehindTheLastProof_waits() {
        record(chain.get(0), Form.TEXT, 0, 1, 2, 3, 4);
        lines.add(proof(Samples.proof(chain.get(0), 0, 1, 2, 3, 4), Form.TEXT));
        record(chain.get(1), Form.TEXT, 0, 1);
        Verification result = verify();
        assertThat(result.holds()).isTrue();
        assertThat(result.waiting()).isEqualTo(2);
        assertThat(result.feeds().get(0).waiting()).isEqualTo(new FeedRecords.Range(2, 6, 7));
    }

    @Test
    void recordThatNoProofNames_isFound() {
        record(chain.get(0), Form.TEXT, 0, 1, 2);
        lines.add(proof(Samples.proof(chain.get(0), 0, 1), Form.TEXT));
        assertThat(codes()).containsExactly("proof_missing");
    }

    @Test
    void changedRecord_isFound() {
        record(chain.get(0), Form.TEXT, 0, 1, 2, 3, 4);
        lines.add(proof(Samples.proof(chain.get(0), 0, 1, 2, 3, 4), Form.TEXT));
        lines.set(2, lines.get(2).replace("20.3", "20.4"));
        assertThat(codes()).contains("not_in_batch");
    }

    @Test
    void proofOfWhatCameBeforeTheRecording_isNoFailure() {
        lines.add(proof(Samples.proof(chain.get(0), 0, 1, 2, 3, 4), Form.TEXT));
        record(chain.get(1), Form.TEXT, 0, 1, 2, 3);
        lines.add(proof(Samples.proof(chain.get(1), 0, 1, 2, 3), Form.TEXT));
        assertThat(verify().holds()).isTrue();
    }

    @Test
    void recordThatIsProvenButDidNotCome_isFound() {
        record(chain.get(0), Form.TEXT, 0, 1, 3, 4);
        lines.add(proof(Samples.proof(chain.get(0), 0, 1, 2, 3, 4), Form.TEXT));
        Verification result = verify();
        assertThat(result.findings().get(0).code()).isEqualTo("contribution_missing");
        assertThat(result.findings().get(0).message()).contains("5 records, of which 1 were not given");
        assertThat(result.findings().get(0).sequence()).isEqualTo(3);
    }

    @Test
    void otherMessages_areCounted() {
        lines.add("{\"topic\":\"feeds/catalog\",\"payload\":\"[]\"}");
        lines.add("{\"topic\":\"feeds/weather/offer\",\"payload\":{\"v\":1}}");
        lines.add("{\"topic\":\"home/records\",\"payload\":12}");
        record(chain.get(0), Form.TEXT, 0, 1, 2, 3, 4);
        lines.add(proof(Samples.proof(chain.get(0), 0, 1, 2, 3, 4), Form.TEXT));
        assertThat(verify().holds()).isTrue();
        assertThat(verify().others()).isEqualTo(3);
    }

    @Test
    void recordsWithoutProperties_tellWhatToDo() {
        lines.add(
                "{\"topic\":\"feeds/weather/records\",\"payload\":\"[{\\\"n\\\":\\\"a\\\",\\\"t\\\":1,\\\"v\\\":1}]\"}");
        Finding finding = verify().findings().get(0);
        assertThat(finding.code()).isEqualTo("document_malformed");
        assertThat(finding.message()).contains("MQTT 5").contains("hex");
    }

    @Test
    void payloadAsJson_tellsWhatToDo() {
        lines.add("{\"topic\":\"feeds/weather/records\",\"payload\":[{\"n\":\"a\",\"t\":1,\"v\":1}]}");
        assertThat(verify().findings().get(0).message()).contains("%j");
    }

    @Test
    void leafAsText_tellsWhatToDo() {
        byte[] line = "{\"topic\":\"feeds/weather/records/leaf\",\"payload\":\"?\u0001\"}".getBytes(UTF_8);
        line[line.length - 4] = (byte) 0x85;
        Verifier verifier = new Verifier(null);
        read(verifier, line);
        assertThat(verifier.result().findings().get(0).message()).contains("record it in hex");
    }

    @Test
    void derivedFeed_isProvenAlongItsChain() {
        List<FeedProofDocument> proofs = derived();
        for (Form form : Form.values()) {
            lines.clear();
            rows(form, 1, 2, 3, 4, 5, 6, 7, 8);
            proofs.forEach(one -> lines.add(proof(one, form)));
            Verification result = verify();
            assertThat(result.findings()).isEmpty();
            assertThat(result.holds()).isTrue();
            assertThat(result.feedBatches()).isEqualTo(2);
            assertThat(result.rows()).isEqualTo(5);
            assertThat(result.lost()).isEqualTo(2);
            assertThat(result.feeds())
                    .containsExactly(new FeedRecords(
                            "hourly", true, new FeedRecords.Range(5, 1, 7), new FeedRecords.Range(1, 8, 8)));
        }
    }

    @Test
    void derivedFeed_brokenChain_isFound() {
        List<FeedProofDocument> proofs = derived();
        FeedProofDocument forged = Samples.feedProof("hourly", 2, Hash.ZERO, 6, List.of(pack(6), pack(7)), 0, 1);
        rows(Form.TEXT, 1, 2, 3, 6, 7);
        lines.add(proof(proofs.get(0), Form.TEXT));
        lines.add(proof(proofs.get(1), Form.TEXT));
        lines.add(proof(forged, Form.TEXT));
        assertThat(codes()).containsExactly("previous_differs");

        FeedProofDocument third =
                Samples.feedProof("hourly", 3, proofs.get(2).signed().hash(), 8, List.of(pack(8)), 0);
        lines.set(lines.size() - 1, proof(third, Form.TEXT));
        rows(Form.TEXT, 8);
        lines.removeIf(line -> line.contains("fseq\":\"6") || line.contains("fseq\":\"7"));
        assertThat(codes()).containsExactly("feed_batch_gap");

        FeedProofDocument overlap =
                Samples.feedProof("hourly", 2, proofs.get(0).signed().hash(), 3, List.of(pack(3)), 0);
        lines.clear();
        rows(Form.TEXT, 1, 2, 3);
        lines.add(proof(proofs.get(0), Form.TEXT));
        lines.add(proof(proofs.get(1), Form.TEXT));
        lines.add(proof(overlap, Form.TEXT));
        assertThat(codes()).contains("range_invalid");
    }

    @Test
    void derivedFeed_changedOrMissingRows_areFound() {
        List<FeedProofDocument> proofs = derived();
        rows(Form.TEXT, 1, 2, 3);
        lines.add(proof(proofs.get(0), Form.TEXT));
        assertThat(codes()).containsExactlyInAnyOrder("rows_missing", "proof_missing");
        lines.add(proof(proofs.get(1), Form.TEXT));
        assertThat(verify().holds()).isTrue();
        lines.set(0, lines.get(0).replace("\\\"v\\\":1", "\\\"v\\\":11"));
        assertThat(codes()).contains("not_in_batch");
        lines.set(3, lines.get(3).replace("feeds/hourly", "feeds/daily"));
        assertThat(codes()).contains("feed_differs");
    }

    @Test
    void feedProofDocument_throughJson_isTheSame() throws ProofException {
        FeedProofDocument document = derived().get(0);
        FeedProofDocument read = FeedProofDocument.read(document.toJson());
        assertThat(read.signed().batch()).isEqualTo(document.signed().batch());
        assertThat(read.signed().hash()).isEqualTo(document.signed().hash());
        assertThat(read.sequences()).isEqualTo(document.sequences());
        assertThat(read.includes(read.sequences().stream()
                        .map(row -> Leaf.of(row, pack(row)))
                        .toList()))
                .isTrue();
    }

    private static List<FeedProofDocument> derived() {
        List<byte[]> first = List.of(pack(1), pack(2), pack(3));
        FeedProofDocument one = Samples.feedProof("hourly", 1, Hash.ZERO, 1, first, 0, 2);
        FeedProofDocument sameBatch = Samples.feedProof("hourly", 1, Hash.ZERO, 1, first, 1);
        return List.of(
                one,
                sameBatch,
                Samples.feedProof("hourly", 2, one.signed().hash(), 6, List.of(pack(6), pack(7)), 0, 1));
    }

    private static byte[] pack(long row) {
        return Samples.pack("[{\"n\":\"urn:dev:ops:a:t/mean\",\"t\":1700000040,\"v\":" + row + "}]", 0)
                .toCbor();
    }

    private void rows(Form form, long... rows) {
        for (long row : rows) {
            if (row == 4 || row == 5) {
                continue;
            }
            String properties =
                    "\"seq\":\"99\",\"received\":\"1\",\"kind\":\"1\",\"trust\":\"1\",\"fseq\":\"" + row + "\"";
            byte[] json = Samples.pack("[{\"n\":\"urn:dev:ops:a:t/mean\",\"t\":1700000040,\"v\":" + row + "}]", 0)
                    .toJson();
            if (form == Form.HEX) {
                byte[] pack = pack(row);
                lines.add(form.line(
                        "feeds/hourly/records/leaf",
                        "",
                        concat(new byte[] {(byte) 0x82, (byte) row, 0x58, (byte) pack.length}, pack)));
            } else {
                lines.add(form.line("feeds/hourly/records", properties, json));
            }
        }
    }

    private void record(Batch batch, Form form, int... indices) {
        IntStream.of(indices).mapToObj(i -> batch.contributions().get(i)).forEach(one -> {
            String properties = "\"seq\":\"" + one.sequence() + "\",\"received\":\"" + one.receivedAt()
                    + "\",\"kind\":\"1\",\"trust\":\"1\",\"device\":\"" + one.device() + "\"";
            lines.add(
                    form == Form.HEX
                            ? form.line("feeds/weather/records/leaf", "", leaf(one))
                            : form.line(
                                    "feeds/weather/records",
                                    properties,
                                    one.senml().toJson()));
        });
    }

    private static byte[] leaf(Contribution one) {
        return concat(
                new byte[] {(byte) 0x85, (byte) one.sequence(), 0x1b},
                Arrays.copyOfRange(Abi.word(one.receivedAt()), 24, 32),
                new byte[] {1, 1, 0x58, (byte) one.pack().length},
                one.pack());
    }

    private static String proof(ProofDocument document, Form form) {
        return form.line("feeds/weather/proofs", "\"number\":\"1\"", document.toJson());
    }

    private static String proof(FeedProofDocument document, Form form) {
        return form.line("feeds/hourly/proofs", "\"number\":\"1\"", document.toJson());
    }

    /** As {@code mosquitto_sub -F} prints: {@code %j}, and a form of the buyer's own with {@code %x}. */
    private enum Form {
        TEXT,
        HEX;

        String line(String topic, String properties, byte[] payload) {
            String text = new String(payload, UTF_8);
            if (this == HEX) {
                return "{\"topic\":\"" + topic + "\",\"hex\":\""
                        + HexFormat.of().formatHex(payload) + "\"}";
            }
            String content = "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"";
            return "{\"tst\":\"2026-11-22T09:26:55.004503Z+0000\",\"topic\":\"" + topic
                    + "\",\"qos\":1,\"retain\":0,\"payloadlen\":" + payload.length
                    + ",\"mid\":1,\"properties\":{\"user-properties\":{" + properties
                    + "},\"content-type\":\"application/json\"},\"payload\":" + content + "}";
        }
    }

    private List<String> codes() {
        Verification result = verify();
        assertThat(result.holds()).isFalse();
        return result.findings().stream().map(Finding::code).toList();
    }

    private Verification verify() {
        Verifier verifier = new Verifier(Samples.GATEWAY);
        read(verifier, String.join("\n", lines).getBytes(UTF_8));
        return verifier.result();
    }

    private static void read(Verifier verifier, byte[] document) {
        try {
            verifier.read("t", new ByteArrayInputStream(document), items -> {});
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] concat(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }
}
