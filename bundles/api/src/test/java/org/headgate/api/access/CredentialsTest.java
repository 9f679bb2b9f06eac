package org.headgate.api.access;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {
    @ParameterizedTest
    @CsvSource({
        "10.0.0.1:55, 10.0.0.1",
        "/10.0.0.1:55, 10.0.0.1",
        "[2001:db8:0:1:2::3]:55, 20010db800000001/64",
        "/[2001:db8:0:1:9::1]:7, 20010db800000001/64",
        "[2001:db8:0:2::3]:55, 20010db800000002/64",
        "[fe80::1%eth0]:55, fe80000000000000/64",
        "[::ffff:10.0.0.1]:55, 10.0.0.1",
        "[g::1]:55, g::1",
        "gateway, gateway",
    })
    void host_ofRemotes_dropsPortAndFoldsIpv6(String remote, String host) {
        assertThat(new Credentials("mqtt", "ada", new byte[0], remote, false, true).host())
                .isEqualTo(host);
    }
}
