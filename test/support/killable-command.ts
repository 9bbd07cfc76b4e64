/**
 * The program that killed-commands.test.ts kills: runs `alexnet` with its arguments, each `{01}` in them replaced by 0 and then 1,
 * again and again; with `--once` before them, once.
 */
import {runProgram} from '../../src/cli/program';

const [first = '', ...rest] = process.argv.slice(2);
const isOnce = first === '--once';
const words = isOnce ? rest : [first, ...rest];
for (let round = 0; round === 0 || !isOnce; round++) {
  const argv = words.map(word => word.replace('{01}', String(round % 2)));
  const code = await runProgram({argv, io: process, version: '1.2.3'});
  if (code !== 0) {
    process.exit(code);
  }
  process.stdout.write('done\n');
}
