package org.headgate.intake.internal;

import java.util.List;
import org.headgate.api.profile.DeviceUrn;
import org.headgate.senml.SenmlScan;

final class Numbers {

    private Numbers() {}

    /** What the device of a topic said, in the order of the sequence. */
    static List<Integer> of(MemoryJournal journal, String topic) {
        String device = DeviceUrn.named("mqtt", topic);
        return journal.contributions().stream()
                .filter(kept -> kept.device().equals(device))
                .map(kept -> new SenmlScan(kept.pack()))
                .filter(SenmlScan::next)
                .map(scan -> (int) scan.number())
                .toList();
    }
}
