import js from '@eslint/js';
import tseslint from 'typescript-eslint';
import {roomRules} from './eslint.rooms.mjs';

export default tseslint.config(
  {
    ignores: [
      'docs/api',
      'examples/plain-cjs',
      // A project of its own, which sees the built package; a test compiles it.
      'examples/typescript',
      // Pages in plain JavaScript; a test builds and opens them.
      'examples/plain-page',
      'examples/webgpu-page',
      // Code that the page shows; a test runs it.
      'examples/browser/src/export/snippet.js',
      'node_modules',
      '**/*.wasm.ts',
      'runs',
      '**/dist',
    ],
  },
  js.configs.recommended,
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {projectService: true, tsconfigRootDir: import.meta.dirname},
    },
    rules: {
      // tfjs types ModelLoggingVerbosity as an enum and documents it as a number; its Conv2D is not exported as a class.
      '@typescript-eslint/no-unsafe-enum-assignment': 'off',
      '@typescript-eslint/no-unsafe-class-instance-assignment': 'off',
      // An option that is named to be left out of the rest is used by that.
      '@typescript-eslint/no-unused-vars': ['error', {ignoreRestSiblings: true}],
      curly: 'error',
      eqeqeq: 'error',
      '@typescript-eslint/consistent-type-imports': ['error', {fixStyle: 'inline-type-imports'}],
      '@typescript-eslint/explicit-module-boundary-types': 'error',
      // A number that may be 0 must never be defaulted with ||.
      '@typescript-eslint/prefer-nullish-coalescing': 'error',
      '@typescript-eslint/restrict-template-expressions': ['error', {allowNumber: true, allowBoolean: true}],
      'no-restricted-syntax': [
        'error',
        {
          selector: "CallExpression[callee.property.name='toThrow'][arguments.length=0]",
          message: 'Assert the error code and the message: toThrow() alone passes for any failure.',
        },
        {
          selector: "CallExpression[callee.object.name='vi'][callee.property.name=/^wait(For|Until)$/]",
          message:
            'Wait with expect.poll(): its limit, in vitest.config.ts, suits a busy machine; that of vi is a second.',
        },
      ],
    },
  },
  ...roomRules(import.meta.dirname),
  {
    files: ['**/*.mjs'],
    ...tseslint.configs.disableTypeChecked,
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      '@typescript-eslint/explicit-module-boundary-types': 'off',
    },
    languageOptions: {
      ...tseslint.configs.disableTypeChecked.languageOptions,
      globals: {
        process: 'readonly',
        console: 'readonly',
        URL: 'readonly',
        Buffer: 'readonly',
        performance: 'readonly',
        setTimeout: 'readonly',
        AbortController: 'readonly',
      },
    },
  },
  // What becomes a project of a user: checked without types, since its packages are installed there.
  {
    files: ['packages/*/templates/**/*.{js,jsx}'],
    ...tseslint.configs.disableTypeChecked,
    rules: {
      ...tseslint.configs.disableTypeChecked.rules,
      '@typescript-eslint/explicit-module-boundary-types': 'off',
      // JSX uses components by their names, which this rule does not see.
      '@typescript-eslint/no-unused-vars': ['error', {varsIgnorePattern: '^[A-Z]'}],
    },
    languageOptions: {
      parserOptions: {projectService: false, program: null, project: false, ecmaFeatures: {jsx: true}},
      globals: Object.fromEntries(
        [
          'console',
          'document',
          'prompt',
          'createImageBitmap',
          'OffscreenCanvas',
          'ImageData',
          'AbortController',
          'Worker',
          'URL',
        ].map(name => [name, 'readonly']),
      ),
    },
  },
  // There the line above says what does not compile.
  {files: ['test/types/**'], rules: {'@typescript-eslint/ban-ts-comment': 'off'}},
  {files: ['test/**', 'examples/**', 'bench/**'], rules: {'@typescript-eslint/no-non-null-assertion': 'off'}},
);
