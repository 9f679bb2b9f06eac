package org.headgate.store.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.util.Arrays;
import java.util.List;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The check sum that chunks have, and what it says of a file after a power cut. */
class ChunkCheckTest {
    private static final int BLOCK = ChunkCheck.BLOCK;

    @TempDir
    Path folder;

    @Test
    void put_chunk_hasItOnce() {
        ByteBuffer chunk = chunk(5, 2);
        ChunkCheck.put(chunk);
        byte[] once = chunk.array().clone();
        ChunkCheck.put(chunk);

        assertThat(footer(once)).matches("chunk:5,len:2,version:5,fletcher:0,crc32c:[0-9a-f]{8} +\n");
        assertThat(chunk.array()).isEqualTo(once);
    }

    @Test
    void place_chunkOrNot_whereItIs() {
        assertThat(ChunkCheck.place(chunk(0x1f, 2), 10L * BLOCK)).isEqualTo(new ChunkCheck.Place(0x1f, 0x1f, 10, 2));
        assertThat(ChunkCheck.place(ByteBuffer.allocate(BLOCK), 0)).isNull();
        assertThat(ChunkCheck.place(ByteBuffer.allocate(100), 0)).isNull();
    }

    @Test
    void header_namingAnotherChunk_isReadBack() throws Exception {
        Path file = file(4, checked(5, 2));
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            StoreHeader header = StoreHeader.read(open);
            assertThat(header).isNotNull();
            open.write(header.naming(new ChunkCheck.Place(0xb, 0xc, 0xd, 1)), 0);
            assertThat(StoreHeader.read(open))
                    .isEqualTo(new StoreHeader("H:2,block:d,blockSize:1000,chunk:b,format:3,version:c"));
        }
    }

    @Test
    void isTorn_wholeChunk_false() throws Exception {
        assertThat(isTorn(file(4, checked(5, 2)), 4)).isFalse();
    }

    @Test
    void isTorn_newerThanTheHeader_true() throws Exception {
        assertThat(isTorn(file(4, broken(checked(5, 2))), 4)).isTrue();
    }

    @Test
    void isTorn_syncedAndDamagedLater_falseForTheStateBeforeItIsTooOld() throws Exception {
        assertThat(isTorn(file(5, broken(checked(5, 2))), 4)).isFalse();
    }

    @Test
    void isTorn_copyThatWasBeingMade_true() throws Exception {
        assertThat(isTorn(file(7, checked(5, 2), broken(checked(5, 2))), 6)).isTrue();
        assertThat(isTorn(file(7, checked(5, 2), broken(checked(5, 2))), 4)).isFalse();
    }

    @Test
    void isTorn_withoutCheckSum_falseForAnOlderGatewayWroteIt() throws Exception {
        assertThat(isTorn(file(4, broken(chunk(5, 2).array())), 4)).isFalse();
    }

    @Test
    void database_withCheckSums_isReadByH2Alone() throws Exception {
        try (H2Store store = H2Store.open(folder)) {
            store.precious().prepare("things", List.of("CREATE TABLE things_row(id BIGINT PRIMARY KEY)"));
        }
        byte[] bytes = Files.readAllBytes(folder.resolve("precious.mv.db"));
        assertThat(new String(bytes, StandardCharsets.ISO_8859_1)).contains(",crc32c:");
        String url = "jdbc:h2:file:" + folder.resolve("precious") + ";ACCESS_MODE_DATA=r";
        try (Connection alone = DriverManager.getConnection(url, "sa", "");
                ResultSet rows = alone.createStatement().executeQuery("SELECT COUNT(*) FROM things_row")) {
            assertThat(rows.next()).isTrue();
        }
    }

    /** The header says where the way to the newest begins, and each chunk where it goes on. */
    @Test
    void write_overAChunkOnTheWay_theHeaderNamesTheNewestBefore() throws Exception {
        Path path = file(4, checked(5, 2), checked(6, 2));
        try (FileChannel open = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
                GuardedFile file = new GuardedFile(open)) {
            for (long end = 4; end <= 6; end += 2) {
                file.read(ByteBuffer.allocate(ChunkCheck.FOOTER), end * BLOCK - ChunkCheck.FOOTER);
            }
            file.write(chunk(7, 2), 6L * BLOCK);
            assertThat(StoreHeader.read(open)).extracting(StoreHeader::version).isEqualTo(4L);
            file.write(chunk(8, 2), 2L * BLOCK);
            assertThat(StoreHeader.read(open)).isNotNull();
            assertThat(StoreHeader.read(open).text()).contains("block:6,", "chunk:7,", "version:7");
        }
    }

    private boolean isTorn(Path file, int endBlock) throws Exception {
        try (FileChannel open = FileChannel.open(file, StandardOpenOption.READ)) {
            long end = (long) endBlock * BLOCK;
            ByteBuffer footer = ByteBuffer.allocate(ChunkCheck.FOOTER);
            open.read(footer, end - ChunkCheck.FOOTER);
            return ChunkCheck.isTorn(footer.flip(), open, end);
        }
    }

    private Path file(int headerVersion, byte[]... chunks) throws Exception {
        ByteBuffer bytes = ByteBuffer.allocate((2 + 2 * chunks.length) * BLOCK);
        bytes.put(header(headerVersion))
                .position(BLOCK)
                .put(header(headerVersion))
                .position(2 * BLOCK);
        Arrays.stream(chunks).forEach(bytes::put);
        return Files.write(folder.resolve("chunks"), bytes.array());
    }

    private static byte[] header(int version) {
        byte[] text = ("H:2,block:2,blockSize:1000,chunk:1,format:3,version:" + Integer.toHexString(version))
                .getBytes(StandardCharsets.ISO_8859_1);
        String check = ",fletcher:" + Integer.toHexString(DataUtils.getFletcher32(text, 0, text.length)) + "\n";
        return (new String(text, StandardCharsets.ISO_8859_1) + check).getBytes(StandardCharsets.ISO_8859_1);
    }

    private static ByteBuffer chunk(int version, int blocks) {
        byte[] bytes = new byte[blocks * BLOCK];
        Arrays.fill(bytes, (byte) 7);
        String id = "chunk:" + Integer.toHexString(version) + ",len:" + blocks;
        put(bytes, 0, id + ",version:" + Integer.toHexString(version) + "\n");
        String footer = id + ",version:" + Integer.toHexString(version) + ",fletcher:0";
        put(
                bytes,
                bytes.length - ChunkCheck.FOOTER,
                footer + " ".repeat(ChunkCheck.FOOTER - 1 - footer.length()) + "\n");
        return ByteBuffer.wrap(bytes);
    }

    private static void put(byte[] bytes, int at, String text) {
        System.arraycopy(text.getBytes(StandardCharsets.ISO_8859_1), 0, bytes, at, text.length());
    }

    private static byte[] checked(int version, int blocks) {
        ByteBuffer chunk = chunk(version, blocks);
        ChunkCheck.put(chunk);
        return chunk.array();
    }

    private static byte[] broken(byte[] chunk) {
        chunk[BLOCK - 1]++;
        return chunk;
    }

    private static String footer(byte[] chunk) {
        return new String(chunk, chunk.length - ChunkCheck.FOOTER, ChunkCheck.FOOTER, StandardCharsets.ISO_8859_1);
    }
}
