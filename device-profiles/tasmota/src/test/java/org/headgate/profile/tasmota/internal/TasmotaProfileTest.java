package org.headgate.profile.tasmota.internal;

import org.headgate.profile.testkit.ProfileContract;

class TasmotaProfileTest extends ProfileContract {
    TasmotaProfileTest() {
        super(new TasmotaProfile());
    }
}
