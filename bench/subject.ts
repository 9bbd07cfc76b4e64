/** A library that is compared, in a process of its own: one request at a time, idle while other libraries are measured. */
import {spawn, type ChildProcessByStdio} from 'node:child_process';
import {availableParallelism} from 'node:os';
import {createInterface} from 'node:readline';
import type {Readable, Writable} from 'node:stream';
import {setTimeout as sleep} from 'node:timers/promises';
import {busyMs, othersShare} from './cpu-time';
import type {SubjectCommand} from './find-peers';
import type {Request} from './plan';
import {MOST_OTHERS, type Sample} from './statistics';

/** A sample lasts at least this long: processor time is counted in hundredths of a second. */
const SAMPLE_MS = 300;
/** Threads of other libraries spin for a while after their work (OpenMP: 0.2 s). */
const SETTLE_MS = 250;

/** A request as it is sent: how long to measure, and after how many runs. */
export type Order = Request & {minimumMs: number; warmUps: number};
/** The response to an order: milliseconds of each run and total processor time, or the error. */
export type Answer = {ms: number[]; cpuMs: number} | {error: string};

/** A running subject. */

export class Subject {
  readonly name: string;
  readonly threads: number;
  readonly #child: ChildProcessByStdio<Writable, Readable, null>;
  readonly #replies: AsyncIterator<string>;
  #last = '';
  readonly #warm = new Set<string>();

  constructor(name: string, {command, args, env = {}, threads = Number.POSITIVE_INFINITY}: SubjectCommand) {
    this.name = name;
    this.threads = threads;
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {...process.env, ...env},
    });
    this.#child.on('error', () => undefined);
    this.#replies = createInterface({input: this.#child.stdout})[Symbol.asyncIterator]();
  }

  /** Takes one sample. */
  async sample(request: Request): Promise<Sample> {
    const key = JSON.stringify(request);
    if (key !== this.#last) {
      await this.#ask({...request, minimumMs: 0, warmUps: this.#warm.has(key) ? 1 : 2});
      this.#warm.add(key);
      this.#last = key;
    }
    await sleep(SETTLE_MS);
    const before = {busy: busyMs(), own: process.cpuUsage(), time: performance.now()};
    const {ms, cpuMs} = await this.#ask({...request, minimumMs: SAMPLE_MS, warmUps: 0});
    const elapsedMs = performance.now() - before.time;
    const {user, system} = process.cpuUsage(before.own);
    const ownMs = cpuMs + (user + system) / 1000;
    const processors = availableParallelism();
    const share = {
      busyMs: busyMs() - before.busy,
      ownMs,
      elapsedMs,
      processors,
      threads: Math.min(this.threads, request.threads),
    };
    return {ms, others: othersShare(share)};
  }

  /** Takes samples until one is undisturbed, at most `attempts`; returns the quietest. */
  async quietSample(request: Request, attempts: number): Promise<Sample> {
    let best = await this.sample(request);
    for (let attempt = 1; attempt < attempts && best.others > MOST_OTHERS; attempt++) {
      const sample = await this.sample(request);
      best = sample.others < best.others ? sample : best;
    }
    return best;
  }

  async #ask(order: Order): Promise<{ms: number[]; cpuMs: number}> {
    this.#child.stdin.write(`${JSON.stringify(order)}\n`);
    for (;;) {
      const next = await this.#replies.next();
      if (next.done === true) {
        throw new Error(`${this.name} ended without a response.`);
      }
      const {value} = next;
      // Libraries also print lines; a response starts with @.
      if (value.startsWith('@')) {
        const reply = JSON.parse(value.slice(1)) as Answer;
        if ('error' in reply) {
          throw new Error(`${this.name}: ${reply.error}`);
        }
        return reply;
      }
    }
  }

  end(): void {
    this.#child.kill();
  }
}
