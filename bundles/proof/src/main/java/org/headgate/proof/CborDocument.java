package org.headgate.proof;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.headgate.senml.SenmlException;
import org.headgate.senml.SenmlPack;
import org.jspecify.annotations.Nullable;

/** Headers, contributions and leaf messages as items of a CBOR sequence (RFC 8742): definite lengths, no tags, bytes as they are. */
final class CborDocument {
    private static final int MOST_BYTES = 4 << 20;
    private static final int MOST_ENTRIES = 1 << 21;

    private final InputStream in;
    private final String feed;
    private long offset;

    /** @param in buffered @param feed that leaf messages are of, "" where it is not known */
    CborDocument(InputStream in, String feed) {
        this.in = in;
        this.feed = feed;
    }

    /** Where the next item begins. */
    long offset() {
        return offset;
    }

    /** Null at the end. Behind a malformed item nothing can be read. */
    @Nullable
    Item next() throws IOException, ProofException {
        int head = in.read();
        if (head < 0) {
            return null;
        }
        offset++;
        try {
            return switch (head >>> 5) {
                case 4 -> leafMessage(argument(head));
                case 5 -> map(argument(head)).item();
                default -> throw Fields.malformed("an item must be a map, or an array of five or two");
            };
        } catch (EOFException e) {
            throw Fields.malformed("the file ends in the middle of an item");
        }
    }

    private Item leafMessage(long length) throws IOException, ProofException {
        if (length != 5 && length != 2) {
            throw Fields.malformed("a leaf has 5 entries, that of a derived feed 2, not " + length);
        }
        Fields fields = new Fields();
        fields.feed = feed;
        fields.sequence = number("sequence");
        if (length == 2) {
            fields.pack = pack();
            return fields.feedRow();
        }
        fields.receivedAt = number("receivedAt");
        fields.kind = number("kind");
        fields.trust = number("trust");
        fields.pack = pack();
        return fields.row();
    }

    private Fields map(long length) throws IOException, ProofException {
        Fields fields = new Fields();
        Set<String> seen = new HashSet<>();
        for (long i = 0; i < length; i++) {
            String name = text("a key");
            if (!seen.add(name)) {
                throw Fields.malformed(name + " stands twice");
            }
            field(fields, name);
        }
        return fields;
    }

    private void field(Fields fields, String name) throws IOException, ProofException {
        switch (name) {
            case "type" -> fields.type = text(name);
            case "v" -> fields.version = number(name);
            case "gateway" -> fields.gateway = bytes(name, 20);
            case "previous" -> fields.previous = bytes(name, 32);
            case "root" -> fields.root = bytes(name, 32);
            case "signature" -> fields.signature = bytes(name, 65);
            case "number" -> fields.number = number(name);
            case "firstSequence" -> fields.firstSequence = number(name);
            case "lastSequence" -> fields.lastSequence = number(name);
            case "lost" -> fields.lost = number(name);
            case "sealedAt" -> fields.sealedAt = number(name);
            case "sequence" -> fields.sequence = number(name);
            case "receivedAt" -> fields.receivedAt = number(name);
            case "kind" -> fields.kind = number(name);
            case "trust" -> fields.trust = number(name);
            case "pack" -> fields.pack = pack();
            case "network" -> fields.network = text(name);
            case "contract" -> fields.contract = bytes(name, 20);
            case "proof" -> fields.proof = hashes(name);
            default -> throw Fields.malformed("unknown key " + name);
        }
    }

    private SenmlPack pack() throws IOException, ProofException {
        try {
            return SenmlPack.fromCanonical(string(2, "pack"));
        } catch (SenmlException e) {
            throw Fields.packRefused(e);
        }
    }

    private byte[] hashes(String name) throws IOException, ProofException {
        long length = argument(octet(), 4, name);
        if (length > MOST_ENTRIES) {
            throw Fields.malformed(name + " has more than " + MOST_ENTRIES + " entries");
        }
        byte[] hashes = new byte[32 * (int) Math.min(length, 64)];
        for (int i = 0; i < length; i++) {
            if (hashes.length == 32 * i) {
                hashes = Arrays.copyOf(hashes, 2 * hashes.length);
            }
            System.arraycopy(bytes(name, 32), 0, hashes, 32 * i, 32);
        }
        return Arrays.copyOf(hashes, 32 * (int) length);
    }

    private byte[] bytes(String name, int length) throws IOException, ProofException {
        byte[] bytes = string(2, name);
        if (bytes.length != length) {
            throw Fields.malformed(name + " has " + bytes.length + " bytes, not " + length);
        }
        return bytes;
    }

    private String text(String name) throws IOException, ProofException {
        return new String(string(3, name), StandardCharsets.UTF_8);
    }

    private byte[] string(int major, String name) throws IOException, ProofException {
        long length = argument(octet(), major, name);
        if (length > MOST_BYTES) {
            throw Fields.malformed(name + " has " + length + " bytes, at most " + MOST_BYTES + " are read");
        }
        byte[] bytes = in.readNBytes((int) length);
        offset += bytes.length;
        if (bytes.length < length) {
            throw new EOFException();
        }
        return bytes;
    }

    private long number(String name) throws IOException, ProofException {
        return argument(octet(), 0, name);
    }

    private long argument(int head, int major, String name) throws IOException, ProofException {
        if (head >>> 5 != major) {
            throw Fields.malformed(name + " is of the wrong type");
        }
        return argument(head);
    }

    private long argument(int head) throws IOException, ProofException {
        int info = head & 31;
        if (info < 24) {
            return info;
        }
        if (info > 27) {
            throw Fields.malformed("indefinite or reserved length");
        }
        long value = 0;
        for (int i = 0; i < 1 << info - 24; i++) {
            value = value << 8 | octet();
        }
        if (value < 0) {
            throw Fields.malformed("a number of 2^63 or more");
        }
        return value;
    }

    private int octet() throws IOException {
        int octet = in.read();
        if (octet < 0) {
            throw new EOFException();
        }
        offset++;
        return octet;
    }
}
