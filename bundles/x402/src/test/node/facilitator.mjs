// The published facilitator of x402 over HTTP, as an outside one: node facilitator.mjs RPC CHAIN-ID KEY [SCHEME...]. Ends when its input does.
import { createServer } from 'node:http';
import { x402Facilitator } from '@x402/core/facilitator';
import { toFacilitatorEvmSigner } from '@x402/evm';
import { ExactEvmScheme } from '@x402/evm/exact/facilitator';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/facilitator';
import { createWalletClient, defineChain, http, publicActions } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const [rpc, id, key, ...schemes] = process.argv.slice(2);
const account = privateKeyToAccount(key);
const chain = defineChain({
  id: Number(id), name: 'local', rpcUrls: { default: { http: [rpc] } }, nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
});
const client = createWalletClient({ account, chain, transport: http(rpc), pollingInterval: 50 }).extend(publicActions);
// A new chain has no Multicall3.
const each = calls => Promise.all(calls.map(async ({ target, callData }) => {
  const { data } = await client.call({ to: target, data: callData });
  return { success: true, returnData: data ?? '0x' };
}));
const signer = toFacilitatorEvmSigner({
  address: account.address,
  readContract: it => it.functionName === 'tryAggregate' ? each(it.args[1]) : client.readContract(it),
  verifyTypedData: it => client.verifyTypedData(it),
  writeContract: it => client.writeContract(it),
  sendTransaction: it => client.sendTransaction(it),
  waitForTransactionReceipt: it => client.waitForTransactionReceipt(it),
  getCode: it => client.getCode(it),
});
const network = `eip155:${id}`;
const facilitator = new x402Facilitator();
if (!schemes.length || schemes.includes('exact')) facilitator.register(network, new ExactEvmScheme(signer));
if (schemes.includes('batch-settlement')) facilitator.register(network, new BatchSettlementEvmScheme(signer));

const server = createServer(async (request, response) => {
  const parts = [];
  for await (const part of request) parts.push(part);
  try {
    const asked = parts.length ? JSON.parse(Buffer.concat(parts)) : {};
    const answer = request.url === '/supported' ? facilitator.getSupported()
      : request.url === '/verify' ? await facilitator.verify(asked.paymentPayload, asked.paymentRequirements)
      : await facilitator.settle(asked.paymentPayload, asked.paymentRequirements);
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(answer));
  } catch (e) {
    console.log(String(e));
    response.writeHead(500).end(JSON.stringify({ error: String(e) }));
  }
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port}`));
process.stdin.resume().on('end', () => process.exit(0));
