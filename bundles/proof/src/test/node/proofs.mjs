// node proofs.mjs VECTORS ANSWERS: checks what Java computed, then answers with signatures of its own.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { StandardMerkleTree } from '@openzeppelin/merkle-tree';
import { TypedDataEncoder, Wallet, keccak256, recoverAddress, toUtf8Bytes } from 'ethers';
import { hashStruct, hashTypedData, recoverAddress as viemRecover } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

const [vectorsFile, answersFile] = process.argv.slice(2);
const vectors = JSON.parse(readFileSync(vectorsFile, 'utf8'));
const domain = { name: 'Headgate', version: '1' };
let checks = 0;

for (const { text, hash } of vectors.keccak) {
  assert.equal(keccak256(toUtf8Bytes(text)), hash);
  checks++;
}

for (const vector of vectors.trees) {
  const tree = StandardMerkleTree.of(vector.values, vector.types);
  assert.equal(tree.root, vector.root, `root of ${vector.name}`);
  vector.proofs.forEach((proof, i) => {
    assert.deepEqual(tree.getProof(i), proof, `proof ${i} of ${vector.name}`);
    assert.ok(StandardMerkleTree.verify(vector.root, vector.types, vector.values[i], proof));
    checks++;
  });
  for (const multi of vector.multiProofs) {
    const theirs = tree.getMultiProof(multi.asked);
    assert.deepEqual(theirs.leaves, multi.indices.map((i) => vector.values[i]), `order of leaves in ${vector.name}`);
    assert.deepEqual(theirs.proof, multi.proof);
    assert.deepEqual(theirs.proofFlags, multi.proofFlags);
    assert.ok(StandardMerkleTree.verifyMultiProof(vector.root, vector.types, {
      leaves: multi.indices.map((i) => vector.values[i]), proof: multi.proof, proofFlags: multi.proofFlags,
    }));
    checks++;
  }
}

const answers = [];
for (const { name, type, message, hash, digest, signature, address, key } of vectors.structs) {
  const members = type.slice(type.indexOf('(') + 1, -1).split(',').map((member) => {
    const [memberType, memberName] = member.split(' ');
    return { name: memberName, type: memberType };
  });
  const types = { [name]: members };
  assert.equal(TypedDataEncoder.from(types).encodeType(name), type);
  assert.equal(TypedDataEncoder.hashStruct(name, types, message), hash);
  assert.equal(TypedDataEncoder.hash(domain, types, message), digest);
  assert.equal(hashStruct({ data: message, primaryType: name, types }), hash);
  assert.equal(hashTypedData({ domain, types, primaryType: name, message }), digest);
  assert.equal(recoverAddress(digest, signature).toLowerCase(), address);
  assert.equal((await viemRecover({ hash: digest, signature })).toLowerCase(), address);
  const wallet = new Wallet(key);
  const ethersSignature = await wallet.signTypedData(domain, types, message);
  const viemSignature = await privateKeyToAccount(key).signTypedData({ domain, types, primaryType: name, message });
  assert.equal(ethersSignature, signature, 'RFC 6979: the same key and digest give the same signature');
  const other = Wallet.createRandom();
  answers.push({
    digest, address: other.address.toLowerCase(), signature: await other.signTypedData(domain, types, message),
  });
  answers.push({ digest, address, signature: viemSignature });
  checks += 8;
}

writeFileSync(answersFile, JSON.stringify(answers));
console.log(`${checks} checks hold`);
