#!/usr/bin/env node
import {createRequire} from 'node:module';
import {installLine} from '../core/install-line';

/** The packages that this one needs and that the project brings: two copies of them would not know each other's tensors. */
const PEERS = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];

const {resolve} = createRequire(import.meta.url);
const missing = PEERS.filter(name => {
  try {
    resolve(name);
    return false;
  } catch {
    return true;
  }
});
if (missing.length === 0) {
  await import('./main');
} else {
  const problem = `${missing.join(' and ')} ${missing.length === 1 ? 'is' : 'are'} not installed.`;
  const fix = installLine(...missing.map(name => `${name}@4`));
  console.error(`alexnet: ${problem}\n  fix: ${fix}`);
  if (process.argv.includes('--json')) {
    console.log(JSON.stringify({error: {code: 'unsupported', where: 'alexnet', problem, fix}}));
  }
  process.exitCode = 1;
}
