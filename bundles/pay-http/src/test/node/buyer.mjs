// The published client, as it is, with the packages of docs/examples: asks for each address with a payment, and prints what it got, one JSON object a line.
// node buyer.mjs PACKAGES KEY NETWORK ASSET METHOD URL...
import { createRequire } from 'node:module';

const [packages, key, network, asset, method, ...urls] = process.argv.slice(2);
const require = createRequire(packages + '/');
const { wrapFetchWithPayment, x402Client } = require('@x402/fetch');
const { ExactEvmScheme, toClientEvmSigner } = require('@x402/evm');
const { BatchSettlementEvmScheme } = require('@x402/evm/batch-settlement/client');
const { privateKeyToAccount } = require('viem/accounts');

const signer = toClientEvmSigner(privateKeyToAccount(key));
const client = new x402Client()
  .register('eip155:*', new ExactEvmScheme(signer))
  .register('eip155:*', new BatchSettlementEvmScheme(signer, { salt: '0x' + '05'.repeat(32) }))
  .setSpendControls({ allowedAssets: [{ network, asset }] });
let payment = null; // the last that was sent
const pay = wrapFetchWithPayment((input, init) => {
  const request = new Request(input, init);
  payment = request.headers.get('PAYMENT-SIGNATURE') ?? payment;
  return fetch(request);
}, client);
for (const url of urls) {
  const answer = await pay(url, { method });
  const header = answer.headers.get('PAYMENT-RESPONSE');
  const text = await answer.text();
  const isJson = answer.headers.get('Content-Type') === 'application/json';
  console.log(JSON.stringify({
    status: answer.status,
    offered: answer.headers.has('PAYMENT-REQUIRED'),
    payment,
    settlement: header && JSON.parse(atob(header)),
    next: answer.headers.get('HEADGATE-NEXT'),
    body: isJson ? JSON.parse(text) : text.split('\n').filter(line => line).map(line => JSON.parse(line)),
  }));
}
