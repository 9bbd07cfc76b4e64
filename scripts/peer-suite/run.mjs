// Runs a bundle of TensorFlow.js's op tests under jasmine: node run.mjs BUNDLE RESULT.json
import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
import {setImmediate as nextTurn} from 'node:timers/promises';
import jasmineRequire from 'jasmine-core';

const [, , bundle, result] = process.argv;
const jasmine = jasmineRequire.boot(jasmineRequire);
const env = jasmine.getEnv();
for (const name of [
  ...[
    'describe',
    'fdescribe',
    'xdescribe',
    'it',
    'fit',
    'xit',
    'beforeEach',
    'afterEach',
    'beforeAll',
    'afterAll',
  ],
  ...['expect', 'expectAsync', 'spyOn', 'fail', 'pending'],
]) {
  globalThis[name] = env[name].bind(env);
}
globalThis.jasmine = jasmine;

// Some tests leave a read under way, whose backend is thrown away when the next begins: whether it then fails, and which
// test is blamed, would be chance. With this a test ends when what it read has arrived. The bundle sets the function.
const readsArrived = async () => {
  await globalThis.readsArrived?.();
  // A rejection that nobody handles is told to Node after all microtasks.
  await nextTurn();
};
const {it} = globalThis;
globalThis.it = (name, body, timeout) => it(name, body && untilReadsArrived(body), timeout);

function untilReadsArrived(body) {
  if (body.length === 0) {
    return async () => {
      await body();
      await readsArrived();
    };
  }
  return done => {
    const finish = () => void readsArrived().then(() => done());
    finish.fail = done.fail;
    return body(finish);
  };
}
jasmine.DEFAULT_TIMEOUT_INTERVAL = 20_000;

const passed = [];
const failed = {};
// Some tests share a name: the second is "… (2)".
const met = new Map();
const distinct = name => {
  const times = (met.get(name) ?? 0) + 1;
  met.set(name, times);
  return times === 1 ? name : `${name} (${times})`;
};
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
createRequire(import.meta.url)(bundle);
env.execute();
