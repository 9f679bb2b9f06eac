package org.headgate.api.journal;

import org.headgate.api.message.Kind;
import org.headgate.api.message.Trust;

/** A contribution that has no sequence yet. The parts are those of {@link Contribution}. */
public record NewContribution(long receivedAt, Kind kind, Trust trust, byte[] pack, String device, boolean adopted) {}
