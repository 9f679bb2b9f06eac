// Speaks to the door in one version of MQTT: node door.mjs <url> <4|5>. Prints "ok" and what it did.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import mqtt from 'mqtt';

const [url, version] = process.argv.slice(2);
const level = Number(version);
const five = level === 5;
const connect = (clientId, more = {}) =>
  mqtt.connectAsync(url, { protocolVersion: level, clientId, reconnectPeriod: 0, ...more });
const session = { clean: false, ...(five ? { properties: { sessionExpiryInterval: 3600 } } : {}) };
const next = async (client) => {
  const [topic, payload, packet] = await once(client, 'message', { signal: AbortSignal.timeout(120000) });
  return { topic, text: payload.toString(), packet };
};

const reader = await connect(`reader${level}`);
const writer = await connect(`writer${level}`);
await reader.subscribeAsync(`home${level}/#`, { qos: 2 });
for (const qos of [0, 1, 2]) {
  const arrives = next(reader);
  await writer.publishAsync(`home${level}/qos`, `with ${qos}`, { qos });
  const { text, packet } = await arrives;
  assert.equal(text, `with ${qos}`);
  assert.equal(packet.qos, qos);
}
console.log('qos');

await writer.publishAsync(`state${level}/lamp`, 'on', { qos: 1, retain: true });
const shown = next(reader);
await reader.subscribeAsync(`state${level}/+`, { qos: 1 });
const lamp = await shown;
assert.equal(lamp.text, 'on');
assert.equal(lamp.packet.retain, true);
console.log('retained');

await reader.subscribeAsync(`will${level}`, { qos: 1 });
const dying = await connect(`dying${level}`, { will: { topic: `will${level}`, payload: Buffer.from('gone'), qos: 1, retain: false } });
const will = next(reader);
dying.stream.destroy();
assert.equal((await will).text, 'gone');
console.log('will');

const away = await connect(`away${level}`, session);
await away.subscribeAsync(`queue${level}`, { qos: 1 });
await away.endAsync();
await writer.publishAsync(`queue${level}`, 'one', { qos: 1 });
await writer.publishAsync(`queue${level}`, 'two', { qos: 1 });
const back = mqtt.connect(url, { protocolVersion: level, clientId: `away${level}`, reconnectPeriod: 0, ...session });
const got = [];
back.on('message', (topic, payload) => got.push(payload.toString()));
const [connack] = await once(back, 'connect');
assert.equal(connack.sessionPresent, true);
while (got.length < 2) {
  await once(back, 'message', { signal: AbortSignal.timeout(120000) });
}
assert.deepEqual(got, ['one', 'two']);
console.log('session');

await Promise.all([reader, writer, back].map((client) => client.endAsync()));
console.log('ok');
process.exit(0);
