// Runs a bundle of TensorFlow.js's op tests under jasmine: node run.mjs BUNDLE RESULT.json
import {writeFileSync} from 'node:fs';
import {createRequire} from 'node:module';
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
