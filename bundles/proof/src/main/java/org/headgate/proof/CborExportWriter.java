package org.headgate.proof;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headgate.api.batch.BatchHeader;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;

final class CborExportWriter implements ExportWriter {
    private final OutputStream out;

    CborExportWriter(OutputStream stream) {
        out = new BufferedOutputStream(stream, 1 << 16);
    }

    @Override
    public void header(SignedHeader signed) throws IOException {
        BatchHeader header = signed.header();
        head(5, 11);
        text("type", "header");
        number("v", 1);
        bytes("gateway", header.gateway().bytes());
        number("number", header.number());
        bytes("previous", header.previous().bytes());
        bytes("root", header.root().bytes());
        number("firstSequence", header.firstSequence());
        number("lastSequence", header.lastSequence());
        number("lost", header.lost());
        number("sealedAt", header.sealedAt());
        bytes("signature", signed.signature());
    }

    @Override
    public void anchor(AnchorProof anchor) throws IOException {
        head(5, 7);
        text("type", "anchor");
        number("v", 1);
        number("number", anchor.number());
        text("network", anchor.network());
        bytes("contract", anchor.contract().bytes());
        bytes("root", anchor.root().bytes());
        proof(anchor.proof());
    }

    @Override
    public void contribution(Contribution contribution, List<Hash> proof) throws IOException {
        head(5, 7);
        text("type", "contribution");
        number("sequence", contribution.sequence());
        number("receivedAt", contribution.receivedAt());
        number("kind", contribution.kind().code());
        number("trust", contribution.trust().code());
        bytes("pack", contribution.pack());
        proof(proof);
    }

    private void proof(List<Hash> proof) throws IOException {
        string(3, "proof".getBytes(StandardCharsets.US_ASCII));
        head(4, proof.size());
        for (Hash hash : proof) {
            string(2, hash.bytes());
        }
    }

    private void text(String name, String value) throws IOException {
        string(3, name.getBytes(StandardCharsets.US_ASCII));
        string(3, value.getBytes(StandardCharsets.US_ASCII));
    }

    private void number(String name, long value) throws IOException {
        string(3, name.getBytes(StandardCharsets.US_ASCII));
        head(0, value);
    }

    private void bytes(String name, byte[] value) throws IOException {
        string(3, name.getBytes(StandardCharsets.US_ASCII));
        string(2, value);
    }

    private void string(int major, byte[] value) throws IOException {
        head(major, value.length);
        out.write(value);
    }

    private void head(int major, long argument) throws IOException {
        int type = major << 5;
        if (argument < 24) {
            out.write(type | (int) argument);
            return;
        }
        int power = argument < 1L << 8 ? 0 : argument < 1L << 16 ? 1 : argument < 1L << 32 ? 2 : 3;
        out.write(type | 24 + power);
        for (int shift = 8 * (1 << power) - 8; shift >= 0; shift -= 8) {
            out.write((int) (argument >>> shift));
        }
    }

    @Override
    public void close() throws IOException {
        out.flush();
    }
}
