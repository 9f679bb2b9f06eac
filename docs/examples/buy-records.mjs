// Buys records of a feed over MQTT 5, each for its price, and prints them. First: npm ci
//   WALLET_KEY_FILE=wallet.key node buy-records.mjs mqtt://gateway:1883 greenhouse 0xGATEWAY https://rpc.example [COUNT]
// The key's account needs dollars, no ether. ASSET allows another token than USDC, for example eip155:31337/0x5FbD….
import { readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { x402Client, x402HTTPClient } from '@x402/core/client';
import { toClientEvmSigner } from '@x402/evm';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/client';
import { createPublicClient, http } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import mqtt from 'mqtt';

const [broker, feed, gateway, rpc, count = Infinity] = process.argv.slice(2);
const account = privateKeyToAccount(readFileSync(process.env.WALLET_KEY_FILE, 'utf8').trim());
const signer = toClientEvmSigner(account, createPublicClient({ transport: http(rpc) }));
const salt = '0x' + randomBytes(32).toString('hex');
const client = new x402Client().register('eip155:*', new BatchSettlementEvmScheme(signer, { salt }));
if (process.env.ASSET) {
  const [network, asset] = process.env.ASSET.split('/');
  client.setSpendControls({ allowedAssets: [{ network, asset }] });
}
const wallet = new x402HTTPClient(client);

const text = `${gateway} wants you to sign in with your Ethereum account:\n${account.address}\n\n\nURI: mqtt://${gateway}\nVersion: 1\n`
  + `Chain ID: 1\nNonce: ${randomBytes(8).toString('hex')}\nIssued At: ${new Date().toISOString()}`;
const password = Buffer.from(text).toString('base64') + '.' + await account.signMessage({ message: text });
const name = account.address.toLowerCase();
const door = await mqtt.connectAsync(broker, { protocolVersion: 5, username: name, password, clientId: 'reader', clean: false,
  properties: { sessionExpiryInterval: 86400 } });

let answered;
let left = Number(count);
door.on('message', async (topic, payload, { properties }) => {
  if (topic === `feeds/reply/${name}/pay`) {
    answered(JSON.parse(payload));
  } else if (topic === `feeds/${feed}/records` && left-- > 0) {
    console.log(JSON.stringify({ ...properties.userProperties, record: JSON.parse(payload) }));
    if (left === 0) await door.endAsync();
  } else if (topic === `feeds/reply/${name}/${feed}` && left > 0 && JSON.parse(payload).code === 'credit_used_up') {
    await pay();
  }
});

async function ask(payload) {
  const answer = new Promise(resolve => { answered = resolve; });
  await door.publishAsync(`feeds/${feed}/pay`, payload, { qos: 1,
    properties: { responseTopic: `feeds/reply/${name}/pay`, contentType: 'application/x402+json' } });
  return answer;
}

async function pay() {
  const offer = await ask('');
  for (let tries = 0; tries < 3; tries++) {
    const payment = await client.createPaymentPayload(offer);
    const answer = await ask(JSON.stringify(payment));
    const header = answer.accepts ? 'PAYMENT-REQUIRED' : 'PAYMENT-RESPONSE';
    const encoded = Buffer.from(JSON.stringify(answer)).toString('base64');
    const { recovered } = await wallet.processPaymentResult(payment, h => h === header ? encoded : null, answer.success ? 200 : 402);
    if (answer.success) return console.error(`paid ${answer.transaction || 'by voucher'}`);
    if (!recovered) throw new Error(answer.error ?? `${answer.errorReason}: ${answer.errorMessage}`);
  }
}

await door.subscribeAsync(`feeds/reply/${name}/#`, { qos: 1 });
await pay();
await door.subscribeAsync(`feeds/${feed}/records`, { qos: 1 });
console.error('subscribed');
