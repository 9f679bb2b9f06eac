// node keystore.mjs KEYSTORE PASSPHRASE-FILE OUT: opens Java's keystore, then writes one of its own under the same passphrase.
import { readFileSync, writeFileSync } from 'node:fs';
import { Wallet, encryptKeystoreJson } from 'ethers';

const [keystore, passphraseFile, out] = process.argv.slice(2);
const passphrase = readFileSync(passphraseFile, 'utf8').trim();
const wallet = await Wallet.fromEncryptedJson(readFileSync(keystore, 'utf8'), passphrase);
const other = Wallet.createRandom();
writeFileSync(out, await encryptKeystoreJson(other, passphrase, { scrypt: { N: 4096, r: 8, p: 6 } }));
console.log(`opened ${wallet.address.toLowerCase()}`);
console.log(`wrote ${other.address.toLowerCase()}`);
