// One of those that are compared, in a process of its own: asked for one thing at a time, idle while others compute.
import {spawn} from 'node:child_process';
import {availableParallelism} from 'node:os';
import {createInterface} from 'node:readline';
import {setTimeout as sleep} from 'node:timers/promises';
import {busyMs, othersShare} from './cpu-time.mjs';
import {MOST_OTHERS} from './statistics.mjs';

/** A sample lasts at least this long: processor time is counted in hundredths of a second. */
const SAMPLE_MS = 300;
/** Threads of others spin for a while after their work (OpenMP: a fifth of a second). */
const SETTLE_MS = 250;

export class Subject {
  #child;
  #replies;
  #last = '';
  #warm = new Set();

  constructor(name, {command, args, env = {}, threads = Number.POSITIVE_INFINITY}) {
    this.name = name;
    this.threads = threads;
    this.#child = spawn(command, args, {
      stdio: ['pipe', 'pipe', 'inherit'],
      env: {...process.env, ...env},
    });
    this.#child.on('error', () => undefined);
    this.#replies = createInterface({input: this.#child.stdout})[Symbol.asyncIterator]();
  }

  /** One sample: milliseconds of each run in it, and the part of what it needed that others held. */
  async sample(request) {
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

  /** The quietest of several samples: the first that nobody disturbed, at most `attempts`. */
  async quietSample(request, attempts) {
    let best;
    for (let attempt = 0; attempt < attempts && !(best?.others <= MOST_OTHERS); attempt++) {
      const sample = await this.sample(request);
      best = best === undefined || sample.others < best.others ? sample : best;
    }
    return best;
  }

  async #ask(request) {
    this.#child.stdin.write(`${JSON.stringify(request)}\n`);
    for (;;) {
      const {value, done} = await this.#replies.next();
      if (done) {
        throw new Error(`${this.name} ended before it answered.`);
      }
      // Libraries print lines of their own; an answer is marked.
      if (value.startsWith('@')) {
        const reply = JSON.parse(value.slice(1));
        if (reply.error !== undefined) {
          throw new Error(`${this.name}: ${reply.error}`);
        }
        return reply;
      }
    }
  }

  end() {
    this.#child.kill();
  }
}
