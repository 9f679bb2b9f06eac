// The published client with the extension sign-in-with-x: asks for a pass, signs in where that is asked, and prints what it got. It never pays.
// node sign-in.mjs PACKAGES KEY URL
import { createRequire } from 'node:module';

const [packages, key, url] = process.argv.slice(2);
const require = createRequire(packages + '/');
const { x402Client, x402HTTPClient } = require('@x402/core/client');
const { createSIWxClientExtension } = require('@x402/extensions/sign-in-with-x');
const { privateKeyToAccount } = require('viem/accounts');

const client = new x402Client().registerExtension(createSIWxClientExtension({ signers: [privateKeyToAccount(key)] }));
const http = new x402HTTPClient(client);
const first = await fetch(url, { method: 'POST' });
const required = http.getPaymentRequiredResponse(name => first.headers.get(name), await first.json());
const headers = await http.handlePaymentRequired(required, url);
const second = await fetch(url, { method: 'POST', headers });
console.log(JSON.stringify({ asked: first.status, signed: Object.keys(headers ?? {}), status: second.status, body: await second.json() }));
