package org.headgate.shell.client;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * One command, as the client sends it.
 *
 * @param arguments command and arguments, any characters
 * @param width columns of the terminal, 0 where there is none
 * @param zone time zone id of the operator
 * @param folder absolute working directory of the operator
 * @param program how the operator calls the program, for the lines that an answer suggests
 * @param homeOption {@code --home DIR} as it has to stand in such lines, or ""
 */
public record Request(
        List<String> arguments, int width, String zone, String folder, String program, String homeOption) {

    public byte[] encode() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        out.writeInt(width);
        for (String text : List.of(zone, folder, program, homeOption)) {
            Protocol.writeText(out, text);
        }
        out.writeInt(arguments.size());
        for (String argument : arguments) {
            Protocol.writeText(out, argument);
        }
        return bytes.toByteArray();
    }

    public static Request decode(byte[] bytes) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes));
        int width = in.readInt();
        String zone = Protocol.readText(in, bytes.length);
        String folder = Protocol.readText(in, bytes.length);
        String program = Protocol.readText(in, bytes.length);
        String homeOption = Protocol.readText(in, bytes.length);
        int count = in.readInt();
        if (count < 0 || count > bytes.length) {
            throw new IOException("a count of " + count + " arguments");
        }
        List<String> arguments = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            arguments.add(Protocol.readText(in, bytes.length));
        }
        return new Request(List.copyOf(arguments), width, zone, folder, program, homeOption);
    }
}
