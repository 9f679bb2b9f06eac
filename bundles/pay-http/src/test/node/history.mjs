// The published client buys a range of the past, pays the same once more, and reads it over a connection that breaks, into a file.
// node history.mjs PACKAGES KEY NETWORK ASSET URL FILE
import { appendFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const [packages, key, network, asset, url, file] = process.argv.slice(2);
const require = createRequire(packages + '/');
const { wrapFetchWithPayment, x402Client } = require('@x402/fetch');
const { ExactEvmScheme, toClientEvmSigner } = require('@x402/evm');
const { privateKeyToAccount } = require('viem/accounts');

const client = new x402Client()
  .register('eip155:*', new ExactEvmScheme(toClientEvmSigner(privateKeyToAccount(key))))
  .setSpendControls({ allowedAssets: [{ network, asset }] });
let payment;
const heard = async (...request) => {
  const asked = new Request(...request);
  payment = asked.headers.get('PAYMENT-SIGNATURE') ?? payment;
  return fetch(asked);
};
const told = async answer => ({ status: answer.status, settlement: answer.headers.get('PAYMENT-RESPONSE'), body: await answer.json() });

const offered = await told(await fetch(url, { method: 'POST' }));
const bought = await told(await wrapFetchWithPayment(heard, client)(url, { method: 'POST' }));
const again = await told(await fetch(url, { method: 'POST', headers: { 'PAYMENT-SIGNATURE': payment } }));

const headers = { Authorization: `Bearer ${bought.body.token}` };
const HAD = 3;
writeFileSync(file, '');
let after = 0;
if (bought.status === 200) {
  const broken = new AbortController();
  const first = await fetch(bought.body.url, { headers, signal: broken.signal });
  let text = '';
  for await (const part of first.body.pipeThrough(new TextDecoderStream())) {
    text += part;
    if (text.split('\n').length > HAD) break;
  }
  broken.abort();
  for (const line of text.split('\n').slice(0, HAD)) {
    appendFileSync(file, line + '\n');
    const { seq, fseq } = JSON.parse(line).properties?.['user-properties'] ?? {};
    after = Number(fseq ?? seq ?? after);
  }
  appendFileSync(file, await (await fetch(`${bought.body.url}?after=${after}`, { headers })).text());
  const leaves = await fetch(bought.body.url, { headers: { ...headers, Accept: 'application/cbor-seq' } });
  writeFileSync(file + '.cbor', Buffer.from(await leaves.arrayBuffer()));
  writeFileSync(file + '.proofs', await (await fetch(bought.body.proofs, { headers })).text());
}
console.log(JSON.stringify({ offered, bought, again, after }));
