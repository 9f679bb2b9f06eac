package org.headgate.fuzz;

import java.util.List;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;

/** SenML in one of its forms. What is accepted has a canonical form, which stays as it is. */
final class SenmlTarget implements Target {
    private static final long RECEIVED_AT = 1_700_000_000_000L;

    private final String name;
    private final Reader reader;
    private final List<byte[]> seeds;

    private interface Reader {
        SenmlPack read(byte[] input) throws SenmlException;
    }

    private SenmlTarget(String name, Reader reader, List<byte[]> seeds) {
        this.name = name;
        this.reader = reader;
        this.seeds = seeds;
    }

    static Target json() {
        return new SenmlTarget("senml-json", input -> SenmlPack.readJson(input, RECEIVED_AT), texts());
    }

    static Target cbor() {
        return new SenmlTarget(
                "senml-cbor",
                input -> SenmlPack.readCbor(input, RECEIVED_AT),
                texts().stream().map(SenmlTarget::canonical).toList());
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public List<byte[]> seeds() {
        return seeds;
    }

    @Override
    public void take(byte[] input) throws Exception {
        SenmlPack pack;
        try {
            pack = reader.read(input);
        } catch (SenmlException e) {
            return;
        }
        if (!SenmlPack.fromCanonical(pack.toCbor()).equals(pack)) {
            throw new AssertionError("another pack from the canonical form");
        }
        byte[] json = pack.toJson();
        if (!SenmlPack.readResolvedJson(json, 0, json.length).equals(pack)) {
            throw new AssertionError("another pack from JSON");
        }
    }

    private static List<byte[]> texts() {
        return Seeds.texts(
                "[{\"bn\":\"urn:dev:mac:0024befffe804ff1:\",\"n\":\"temperature\",\"u\":\"Cel\",\"v\":21.5}]",
                "[{\"bn\":\"urn:dev:ops:acme-7:\",\"bt\":1.7e9,\"bu\":\"Cel\",\"bv\":2,\"n\":\"a\",\"v\":1,\"t\":-5},"
                        + "{\"n\":\"b\",\"vs\":\"open\",\"ut\":60},{\"n\":\"c\",\"vb\":true},{\"n\":\"d\",\"vd\":\"AQID\",\"s\":1.5}]");
    }

    private static byte[] canonical(byte[] json) {
        try {
            return SenmlPack.readJson(json, RECEIVED_AT).toCbor();
        } catch (SenmlException e) {
            throw new IllegalStateException(e);
        }
    }
}
