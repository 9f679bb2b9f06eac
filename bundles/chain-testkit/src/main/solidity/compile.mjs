// Compiles the contracts of this folder, and takes those of EAS as they are published: node compile.mjs FILE writes ABI and code there, node compile.mjs --check FILE tells whether
// FILE is what would be written.
import { readFileSync, writeFileSync } from 'node:fs';
import solc from 'solc';

const names = ['TestDollar', 'TestBatchSettlement', 'TestDepositCollector'];
const published = ['SchemaRegistry', 'EAS'];
const check = process.argv[2] === '--check';
const file = process.argv[check ? 3 : 2];

const input = {
  language: 'Solidity',
  sources: Object.fromEntries(names.map(name => [`${name}.sol`, { content: readFileSync(`${name}.sol`, 'utf8') }])),
  settings: {
    evmVersion: 'cancun',
    optimizer: { enabled: true, runs: 200 },
    metadata: { bytecodeHash: 'none', appendCBOR: false },
    outputSelection: { '*': { '*': ['abi', 'evm.bytecode.object', 'evm.deployedBytecode.object'] } },
  },
};
const found = path => ({ contents: readFileSync(`node_modules/${path}`, 'utf8') });
const output = JSON.parse(solc.compile(JSON.stringify(input), { import: found }));
const problems = (output.errors ?? []).filter(problem => problem.severity === 'error');
if (problems.length > 0) {
  console.error(problems.map(problem => problem.formattedMessage).join('\n'));
  process.exit(1);
}
const contracts = Object.fromEntries([...names.map(name => {
  const { abi, evm } = output.contracts[`${name}.sol`][name];
  return [name, { abi, bytecode: `0x${evm.bytecode.object}`, deployed: `0x${evm.deployedBytecode.object}` }];
}), ...published.map(name => {
  const folder = 'node_modules/@ethereum-attestation-service/eas-contracts/artifacts/contracts';
  const { abi, bytecode, deployedBytecode } = JSON.parse(readFileSync(`${folder}/${name}.sol/${name}.json`, 'utf8'));
  return [name, { abi, bytecode, deployed: deployedBytecode }];
})]);
const text = `${JSON.stringify(contracts, null, 1)}\n`;
if (!check) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error(`${file} is not what the sources compile to; run: node compile.mjs ${file}`);
  process.exit(1);
}
console.log([...names, ...published].map(name => `${name} ${(contracts[name].deployed.length - 2) / 2} bytes`).join(', '));
