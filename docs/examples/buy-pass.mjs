// Buys a pass for a feed and prints its records. First: npm ci
//   WALLET_KEY_FILE=wallet.key node buy-pass.mjs http://gateway:8402/feeds/greenhouse/passes [COUNT]
// The key's account needs dollars, no ether. ASSET allows another token than USDC, for example eip155:31337/0x5FbD….
import { readFileSync } from 'node:fs';
import { wrapFetchWithPayment, x402Client } from '@x402/fetch';
import { ExactEvmScheme, toClientEvmSigner } from '@x402/evm';
import { privateKeyToAccount } from 'viem/accounts';
import mqtt from 'mqtt';

const [url, count = Infinity] = process.argv.slice(2);
const account = privateKeyToAccount(readFileSync(process.env.WALLET_KEY_FILE, 'utf8').trim());
const client = new x402Client().register('eip155:*', new ExactEvmScheme(toClientEvmSigner(account)));
if (process.env.ASSET) {
  const [network, asset] = process.env.ASSET.split('/');
  client.setSpendControls({ allowedAssets: [{ network, asset }] });
}

const answer = await wrapFetchWithPayment(fetch, client)(url, { method: 'POST' });
const pass = await answer.json();
if (!answer.ok) {
  console.error(`${answer.status} ${pass.code}: ${pass.reason}. What to do: ${pass.do}`);
  process.exit(1);
}
console.error(`pass ${pass.user} for ${pass.feed} until ${new Date(Number(pass.until)).toISOString()}`);

const broker = await mqtt.connectAsync(pass.broker[0], { protocolVersion: 5, username: pass.user, password: pass.password });
let left = Number(count);
broker.on('message', (topic, payload, { properties }) => {
  if (left-- > 0) {
    console.log(JSON.stringify({ ...properties?.userProperties, record: JSON.parse(payload) }));
  }
  if (left === 0) {
    broker.end();
  }
});
await broker.subscribeAsync(`feeds/${pass.feed}/records`, { qos: 1 });
console.error('subscribed');
