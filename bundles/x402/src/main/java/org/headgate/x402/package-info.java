/**
 * The payment protocol x402, version 2, as a seller speaks it: what is offered ({@link org.headgate.x402.PaymentRequired}), what is paid with
 * ({@link org.headgate.x402.PaymentPayload}) and what is answered ({@link org.headgate.x402.SettlementResponse}); the checks of the schemes {@code exact} and
 * {@code batch-settlement} on an EVM chain that need no chain; the extensions. No transport, no clock, no state but of a
 * {@link org.headgate.x402.ChannelWallet}: what changes is given in.
 */
@Export
@Version("1.1.0")
@NullMarked
package org.headgate.x402;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
