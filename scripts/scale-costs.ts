/**
 * Writes what a training on several machines costs into docs/scale.md, and prints it:
 * `node scripts/run.mjs scripts/scale-costs.ts`. With `--measure FOLDER` it first checks the model on this machine (minutes;
 * ALEXNET_PYTHON names a Python with the packages of assets/scale-out).
 */
import {existsSync, readFileSync, writeFileSync} from 'node:fs';
import {measureScale} from './scale-costs/measure';
import {CHART, CHECKS, costsChart, PAGE, withCosts, type Checks} from './scale-costs/page';

const [option, folder = ''] = process.argv.slice(2);
if (option === '--measure') {
  writeFileSync(CHECKS, `${JSON.stringify(await measureScale(folder), null, 2)}\n`);
}
const checks = existsSync(CHECKS)
  ? (JSON.parse(readFileSync(CHECKS, 'utf8')) as Checks)
  : {load: 0, checks: []};
const page = withCosts(readFileSync(PAGE, 'utf8'), checks);
writeFileSync(PAGE, page);
writeFileSync(CHART, costsChart());
console.log(page.slice(page.indexOf('<!-- costs: begin'), page.indexOf('<!-- costs: end')));
process.exit();
