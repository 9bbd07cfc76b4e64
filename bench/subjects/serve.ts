/** The other end of bench/subject.ts: responds to requests, one line of JSON each. */
import {createInterface} from 'node:readline';
import type {Request} from '../plan';
import type {Answer, Order} from '../subject';

/** Does the work once. */
export type Run = () => void | Promise<void>;

/** @param prepare returns, for a request, a function that does the work once. */
export async function serve(prepare: (request: Request) => Run | Promise<Run>): Promise<void> {
  let key = '';
  let run: Run = () => undefined;
  for await (const line of createInterface({input: process.stdin})) {
    const {minimumMs, warmUps, ...request} = JSON.parse(line) as Order;
    try {
      if (key !== JSON.stringify(request)) {
        run = await prepare(request);
        key = JSON.stringify(request);
      }
      for (let i = 0; i < warmUps; i++) {
        await run();
      }
      const cpu = process.cpuUsage();
      const ms: number[] = [];
      const begin = performance.now();
      do {
        const start = performance.now();
        await run();
        ms.push(performance.now() - start);
      } while (performance.now() - begin < minimumMs);
      const {user, system} = process.cpuUsage(cpu);
      answer({ms, cpuMs: (user + system) / 1000});
    } catch (error) {
      answer({error: error instanceof Error ? error.message : String(error)});
    }
  }
}

function answer(reply: Answer): void {
  process.stdout.write(`@${JSON.stringify(reply)}\n`);
}

/** Values as after subtraction of the mean, the same for every library: a fast seeded generator. */
export function randomNumbers(length: number, scale: number): Float32Array {
  const values = new Float32Array(length);
  let state = 1;
  for (let i = 0; i < length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    values[i] = (state / 2147483648) * scale;
  }
  return values;
}
