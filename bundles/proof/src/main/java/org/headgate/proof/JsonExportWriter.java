package org.headgate.proof;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headgate.api.batch.Hash;
import org.headgate.api.batch.SignedHeader;
import org.headgate.api.journal.Contribution;
import org.headgate.senml.SenmlPack;

final class JsonExportWriter implements ExportWriter {
    private final JsonGenerator out;

    JsonExportWriter(OutputStream stream) throws IOException {
        out = JsonDocument.FACTORY.createGenerator(stream).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        out.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }

    @Override
    public void header(SignedHeader header) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "header");
        out.writeNumberField("v", 1);
        JsonDocument.header(out, header.header());
        out.writeStringField("signature", Hex.of(header.signature()));
        end();
    }

    @Override
    public void anchor(AnchorProof anchor) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "anchor");
        out.writeNumberField("v", 1);
        out.writeStringField("number", Long.toString(anchor.number()));
        out.writeStringField("network", anchor.network());
        out.writeStringField("contract", anchor.contract().toString());
        out.writeStringField("root", anchor.root().toString());
        JsonDocument.proof(out, anchor.proof());
        end();
    }

    @Override
    public void contribution(Contribution contribution, List<Hash> proof) throws IOException {
        out.writeStartObject();
        out.writeStringField("type", "contribution");
        out.writeStringField("sequence", Long.toString(contribution.sequence()));
        out.writeStringField("receivedAt", Long.toString(contribution.receivedAt()));
        out.writeNumberField("kind", contribution.kind().code());
        out.writeNumberField("trust", contribution.trust().code());
        out.writeFieldName("pack");
        out.writeRawValue(new String(SenmlPack.toJson(contribution.pack()), StandardCharsets.UTF_8));
        JsonDocument.proof(out, proof);
        end();
    }

    private void end() throws IOException {
        out.writeEndObject();
        out.writeRaw('\n');
    }

    @Override
    public void close() throws IOException {
        out.close();
    }
}
