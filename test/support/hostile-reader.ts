/**
 * Reads one weight file and prints, as JSON, what came of it and what it cost: the error's code and message, the
 * milliseconds of processor time, and the growth of the process's memory from before reading to its peak. Run in a process of its own,
 * since the peak can only be measured once.
 */
import {existsSync, readFileSync} from 'node:fs';
import {parseWeightFile} from '../../src/formats/parse-weight-file';
import {type WeightFormat} from '../../src/formats/weight-file';

const [, , path = '', format = '', weights] = process.argv;
const bytes = readFileSync(path);
const weightBytes = weights === undefined ? undefined : readFileSync(weights);
// What reading code costs however small the file is: its own compilation, and V8's first growth.
try {
  await parseWeightFile(new Uint8Array(16), {format: format as WeightFormat, weightBytes: new Uint8Array(0)});
} catch {
  // It is no file.
}
const before = process.memoryUsage().rss;
const start = process.cpuUsage();
let result: object = {code: 'none', message: ''};
try {
  const {arrays} = await parseWeightFile(bytes, {format: format as WeightFormat, weightBytes});
  result = {code: 'read', message: `${arrays.length} arrays`};
} catch (error) {
  result = {code: (error as {code?: string}).code ?? 'not an AlexNetError', message: String(error)};
}
const {user, system} = process.cpuUsage(start);
const cpuMs = (user + system) / 1000;
const grownBytes = peakBytes() - before;
console.log(JSON.stringify({...result, cpuMs, grownBytes, fileBytes: bytes.length}));

/** On Linux the kernel's own record: what Node reports there counts the parent, from before this program began. */
function peakBytes(): number {
  const status = '/proc/self/status';
  const kilobytes = existsSync(status)
    ? /VmHWM:\s*(\d+) kB/.exec(readFileSync(status, 'utf8'))?.[1]
    : process.resourceUsage().maxRSS;
  return Number(kilobytes) * 1024;
}
