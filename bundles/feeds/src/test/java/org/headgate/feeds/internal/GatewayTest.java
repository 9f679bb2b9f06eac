package org.headgate.feeds.internal;

import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Tests of the feeds of one gateway, on files of their own. */
abstract class GatewayTest {
    static final String A = "urn:dev:ops:a";
    static final String B = "urn:dev:ops:b";
    static final String RECORDS = "feeds/greenhouse/records";

    @TempDir
    Path data;

    Gateway gateway;

    @BeforeEach
    void open() throws Exception {
        gateway = new Gateway(data);
    }

    @AfterEach
    void close() {
        gateway.close();
    }
}
