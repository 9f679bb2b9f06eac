package org.headgate.coverage.internal;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32;
import java.util.zip.DeflaterOutputStream;

/** A picture of pixels, written as PNG (ISO/IEC 15948) with eight bits a colour. For one thread. */
final class Picture {
    private static final byte[] SIGNATURE = {(byte) 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

    private final int width;
    private final int height;
    private final int[] pixels;

    /** @param background 0xRRGGBB */
    Picture(int width, int height, int background) {
        this.width = width;
        this.height = height;
        this.pixels = new int[width * height];
        Arrays.fill(pixels, background);
    }

    int width() {
        return width;
    }

    int height() {
        return height;
    }

    int pixel(int x, int y) {
        return pixels[y * width + x];
    }

    /** Fills a polygon by the even-odd rule: pixels whose centre lies inside. */
    void fill(double[] xs, double[] ys, int colour) {
        int top = (int) Math.max(0, Math.floor(Arrays.stream(ys).min().orElse(0)));
        int bottom =
                (int) Math.min(height - 1.0, Math.ceil(Arrays.stream(ys).max().orElse(-1)));
        double[] crossings = new double[xs.length];
        for (int y = top; y <= bottom; y++) {
            int count = crossings(xs, ys, y + 0.5, crossings);
            Arrays.sort(crossings, 0, count);
            for (int i = 0; i + 1 < count; i += 2) {
                int from = (int) Math.max(0, Math.ceil(crossings[i] - 0.5));
                int to = (int) Math.min(width - 1.0, Math.floor(crossings[i + 1] - 0.5));
                for (int x = from; x <= to; x++) {
                    pixels[y * width + x] = colour;
                }
            }
        }
    }

    private static int crossings(double[] xs, double[] ys, double line, double[] into) {
        int count = 0;
        for (int i = 0; i < xs.length; i++) {
            int next = (i + 1) % xs.length;
            if (ys[i] <= line != ys[next] <= line) {
                into[count++] = xs[i] + (line - ys[i]) / (ys[next] - ys[i]) * (xs[next] - xs[i]);
            }
        }
        return count;
    }

    byte[] png() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.write(SIGNATURE);
            ByteArrayOutputStream header = new ByteArrayOutputStream();
            DataOutputStream fields = new DataOutputStream(header);
            fields.writeInt(width);
            fields.writeInt(height);
            fields.write(new byte[] {8, 2, 0, 0, 0});
            chunk(out, "IHDR", header.toByteArray());
            chunk(out, "IDAT", data());
            chunk(out, "IEND", new byte[0]);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private byte[] data() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        byte[] line = new byte[1 + 3 * width];
        try (DeflaterOutputStream out = new DeflaterOutputStream(bytes)) {
            for (int y = 0; y < height; y++) {
                for (int x = 0; x < width; x++) {
                    int colour = pixel(x, y);
                    line[1 + 3 * x] = (byte) (colour >> 16);
                    line[2 + 3 * x] = (byte) (colour >> 8);
                    line[3 + 3 * x] = (byte) colour;
                }
                out.write(line);
            }
        }
        return bytes.toByteArray();
    }

    private static void chunk(DataOutputStream out, String type, byte[] data) throws IOException {
        byte[] name = type.getBytes(StandardCharsets.US_ASCII);
        CRC32 sum = new CRC32();
        sum.update(name);
        sum.update(data);
        out.writeInt(data.length);
        out.write(name);
        out.write(data);
        out.writeInt((int) sum.getValue());
    }
}
