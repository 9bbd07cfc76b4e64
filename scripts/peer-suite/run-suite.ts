/** Runs a bundle of TensorFlow.js's op tests under jasmine: arguments BUNDLE RESULT.json. Started by scripts/peer-suite.ts. */
import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {setImmediate as nextTurn} from 'node:timers/promises';

/** What is used of jasmine-core, which brings no types. */
interface JasmineRequire {
  boot: (required: JasmineRequire) => Jasmine;
}
interface Jasmine {
  DEFAULT_TIMEOUT_INTERVAL: number;
  getEnv: () => JasmineEnv;
}
interface Ended {
  status?: string;
  fullName: string;
  failedExpectations: {message: string}[];
}
interface JasmineEnv extends Record<string, unknown> {
  configure: (options: {random: boolean}) => void;
  addReporter: (reporter: {
    specDone: (spec: Ended) => void;
    suiteDone: (suite: Ended) => void;
    jasmineDone: () => void;
  }) => void;
  execute: () => void;
}
/** The callback of a test that waits for it. */
interface Done {
  (): void;
  fail?: (error?: unknown) => void;
}
type Body = ((done: Done) => unknown) | (() => unknown);
type It = (name: string, body?: Body, timeout?: number) => unknown;

const [, , bundle = '', result = ''] = process.argv;
const load = createRequire(import.meta.url);
const jasmineRequire = load('jasmine-core') as JasmineRequire;
const jasmine = jasmineRequire.boot(jasmineRequire);
const env = jasmine.getEnv();
const globals = globalThis as unknown as Record<string, unknown> & {
  it: It;
  /** Set by the bundle: on-backend.ts. */
  readsArrived?: () => Promise<unknown>;
};
for (const name of [
  ...['describe', 'fdescribe', 'xdescribe', 'it', 'fit', 'xit'],
  ...['beforeEach', 'afterEach', 'beforeAll', 'afterAll'],
  ...['expect', 'expectAsync', 'spyOn', 'fail', 'pending'],
]) {
  globals[name] = (env[name] as (...args: unknown[]) => unknown).bind(env);
}
globals.jasmine = jasmine;

// Some tests end before what they read has arrived, and the backend is thrown away when the next test begins: whether the
// read then fails, and which test is blamed, would be chance. With this a test ends when what it read has arrived.
async function readsArrived(): Promise<void> {
  await globals.readsArrived?.();
  // A rejection that nobody handles is told to Node after all microtasks.
  await nextTurn();
}
const {it} = globals;
globals.it = (name, body, timeout) =>
  it(name, body === undefined ? undefined : untilReadsArrived(body), timeout);

function untilReadsArrived(body: Body): Body {
  if (body.length === 0) {
    return async () => {
      await (body as () => unknown)();
      await readsArrived();
    };
  }
  return (done: Done) => {
    const finish: Done = () =>
      void readsArrived().then(() => {
        done();
      });
    finish.fail = done.fail;
    return body(finish);
  };
}
jasmine.DEFAULT_TIMEOUT_INTERVAL = 20_000;

const passed: string[] = [];
const failed: Record<string, string> = {};
// Some tests share a name: the second is "… (2)".
const met = new Map<string, number>();
function distinct(name: string): string {
  const times = (met.get(name) ?? 0) + 1;
  met.set(name, times);
  return times === 1 ? name : `${name} (${times})`;
}
env.configure({random: false});
env.addReporter({
  specDone({status, fullName, failedExpectations}) {
    const name = distinct(fullName);
    if (status === 'passed') {
      passed.push(name);
    } else if (status === 'failed') {
      failed[name] = (failedExpectations[0]?.message ?? '').slice(0, 300);
    }
  },
  suiteDone({fullName, failedExpectations}) {
    for (const {message} of failedExpectations) {
      failed[`${fullName} (as a whole)`] = message.slice(0, 300);
    }
  },
  jasmineDone() {
    writeFileSync(result, JSON.stringify({passed, failed}));
    process.exit(0);
  },
});
load(bundle);
env.execute();
