/** Training in a test of Jest and Vitest. */
import {INSTALL, type Project} from '../project';
import {MARK, trainingModule} from '../training';

const TEST_BODY = `test('trains', async () => {
  const result = await train();
  process.stdout.write('${MARK}' + JSON.stringify(result) + '\\n');
}, 120000);
`;

export const TEST_RUNNERS: readonly Project[] = [
  {
    id: 'jest',
    group: 'Test runners',
    title: 'Jest as it comes (CommonJS)',
    packages: ['jest'],
    files: {
      'train.cjs': trainingModule('cjs'),
      'train.test.cjs': `const {train} = require('./train.cjs');\n${TEST_BODY}`,
    },
    manifest: {jest: {testMatch: ['**/*.test.cjs'], moduleFileExtensions: ['cjs', 'js', 'json']}},
    run: [INSTALL, 'npx jest'],
  },
  {
    id: 'jest-esm',
    group: 'Test runners',
    title: 'Jest with `--experimental-vm-modules`',
    packages: ['jest'],
    files: {
      'train.mjs': trainingModule(),
      'train.test.mjs': `import {train} from './train.mjs';\n${TEST_BODY}`,
    },
    manifest: {
      jest: {testMatch: ['**/*.test.mjs'], moduleFileExtensions: ['mjs', 'js', 'json'], transform: {}},
    },
    run: [INSTALL, 'NODE_OPTIONS=--experimental-vm-modules npx jest'],
  },
  {
    id: 'vitest',
    group: 'Test runners',
    title: 'Vitest',
    packages: ['vitest'],
    files: {
      'train.mjs': trainingModule(),
      'train.test.mjs': `import {test} from 'vitest';\nimport {train} from './train.mjs';\n${TEST_BODY}`,
    },
    run: [INSTALL, 'npx vitest run'],
  },
];
