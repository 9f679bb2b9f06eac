/** Pure verification of batches, and the cryptography behind it: keccak-256, secp256k1, ABI and EIP-712 of Headgate's structs, OpenZeppelin Merkle trees. */
@Export
@Version("1.0.0")
@NullMarked
package org.headgate.proof;

import org.jspecify.annotations.NullMarked;
import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
