package org.headgate.api.profile;

import java.util.List;
import java.util.Map;
import org.osgi.annotation.versioning.ProviderType;

/** The device packs that are installed; each is a device profile under its id too. Safe for any thread. */
@ProviderType
public interface DevicePacks {

    /** By id. */
    List<Info> list();

    /**
     * @param file its name in {@code deploy/}
     * @param examples how many frames it carries with what they say, and it said so when it was taken
     * @param assigned how many devices, or beginnings of their DevEUIs, the operator gave to it
     * @param decoded messages, since it was taken or the gateway started
     * @param refused as {@code decoded}, by the code of their refusal
     */
    record Info(
            String id,
            String version,
            String vendor,
            String model,
            String file,
            int examples,
            int assigned,
            long decoded,
            Map<String, Long> refused) {}
}
