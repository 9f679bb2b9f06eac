// An unmodified client of x402: reads what the seller answers from one file, writes what it would send to another.
import { readFileSync, writeFileSync } from 'node:fs';
import { x402Client, x402HTTPClient } from '@x402/core/client';
import { decodePaymentRequiredHeader } from '@x402/core/http';
import { validatePaymentRequired } from '@x402/core/schemas';
import { claimBatchTypes, refundTypes, ExactEvmScheme, toClientEvmSigner, BATCH_SETTLEMENT_DOMAIN, BATCH_SETTLEMENT_ADDRESS } from '@x402/evm';
import { BatchSettlementEvmScheme } from '@x402/evm/batch-settlement/client';
import { extractOffersFromPaymentRequired, verifyOfferSignatureEIP712, verifyReceiptSignatureEIP712 } from '@x402/extensions/offer-receipt';
import { createSIWxClientExtension } from '@x402/extensions/sign-in-with-x';
import { privateKeyToAccount } from 'viem/accounts';
import { hashTypedData } from 'viem';

const seller = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const sent = { signedAt: Math.floor(Date.now() / 1000) };
const account = privateKeyToAccount(seller.key);

function buyer(chain) {
  const publicClient = chain && { readContract: async () => chain.map(BigInt) };
  const signer = toClientEvmSigner(account, publicClient);
  const client = new x402Client()
    .register('eip155:*', new ExactEvmScheme(signer))
    .register('eip155:*', new BatchSettlementEvmScheme(signer, { salt: seller.salt }))
    .setSpendControls({ allowedAssets: [{ network: seller.network, asset: seller.asset }] });
  return { client, http: new x402HTTPClient(client) };
}

async function pay({ client, http }, header) {
  const required = validatePaymentRequired(decodePaymentRequiredHeader(header));
  const payload = await client.createPaymentPayload(required);
  return { payload, header: http.encodePaymentSignatureHeader(payload)['PAYMENT-SIGNATURE'] };
}

const plain = buyer();
sent.exact = (await pay(plain, seller.exact)).header;
const first = await pay(plain, seller.batch);
sent.deposit = first.header;
await plain.http.processPaymentResult(first.payload, name => name === 'PAYMENT-RESPONSE' ? seller.depositAnswer : null, 200);
sent.voucher = (await pay(plain, seller.batch)).header;

const forgetful = buyer(seller.chain);
const stale = await pay(forgetful, seller.batch);
const result = await forgetful.http.processPaymentResult(stale.payload, name => name === 'PAYMENT-REQUIRED' ? seller.corrective : null, 402);
sent.stale = stale.header;
sent.recovered = result.recovered === true;
sent.corrected = (await pay(forgetful, seller.batch)).header;

const domain = { ...BATCH_SETTLEMENT_DOMAIN, chainId: seller.chainId, verifyingContract: BATCH_SETTLEMENT_ADDRESS };
sent.claimDigest = hashTypedData({ domain, types: claimBatchTypes, primaryType: 'ClaimBatch',
  message: { claims: seller.claims.map(c => ({ channelId: c.channelId, maxClaimableAmount: BigInt(c.maxClaimable), totalClaimed: BigInt(c.totalClaimed) })) } });
sent.refundDigest = hashTypedData({ domain, types: refundTypes, primaryType: 'Refund',
  message: { channelId: seller.claims[0].channelId, nonce: 3n, amount: 5n } });

const offers = extractOffersFromPaymentRequired(decodePaymentRequiredHeader(seller.exact));
sent.offerSigners = await Promise.all(offers.map(async offer => (await verifyOfferSignatureEIP712(offer)).signer.toLowerCase()));
sent.receiptSigner = (await verifyReceiptSignatureEIP712(seller.receipt)).signer.toLowerCase();

const guest = new x402Client().registerExtension(createSIWxClientExtension({ signers: [account] }));
sent.signIn = await new x402HTTPClient(guest).handlePaymentRequired(decodePaymentRequiredHeader(seller.signIn), seller.signInUrl);

writeFileSync(process.argv[3], JSON.stringify(sent));
console.log('payments made');
