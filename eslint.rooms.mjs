/**
 * The rules of structure, as the linter holds them: the order of the rooms of src/rooms.json, no circles, Node only where
 * a file says so, TensorFlow.js only where it may be.
 */
import {readFileSync} from 'node:fs';
import {join} from 'node:path';
import importX, {createNodeResolver} from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

/** Files that may use Node: those that say so, the entries for Node and the command. */
const NODE_FILES = ['src/**/*.node.ts', 'src/node.ts', 'src/internal.ts', 'src/cli/**'];

const NODE_MODULES = {
  regex: '^node:|^(fs|path|os|url|util|crypto|child_process|worker_threads|module|stream|zlib)(/|$)',
  allowTypeImports: true,
  message: 'node-only: rename the file to end in .node.ts, or move what needs Node into one that does.',
};
const NODE_FILE = {
  regex: '\\.node(\\.js)?$',
  allowTypeImports: true,
  message: 'node-only: a file that runs anywhere may not import one that needs Node.',
};
const TENSORFLOW = {
  regex: '^@tensorflow/',
  allowTypeImports: true,
  message: 'no-tensorflow: this room works without TensorFlow.js; move what needs it to a room above.',
};
/** A bundler for pages replaces these names by packages, or stops where they are not installed. */
const NODE_NAMES = ['process', 'Buffer', 'global', 'setImmediate', 'clearImmediate'].map(name => ({
  name,
  message: "node-only: pages have no such name; use builtinModule('node:process') or what pages have too.",
}));
/** Without its ending the bundler takes "./x.node" for a native module. */
const BARE_NODE_FILE = {regex: '\\.node$', message: 'node-ending: write ./x.node.js.'};

/** `import()` is no statement, and no-restricted-imports passes it over. */
const dynamicNodeRule = {
  meta: {type: 'problem', schema: []},
  create: context => ({
    ImportExpression(node) {
      if (typeof node.source.value === 'string' && /^node:|\.node(\.js)?$/.test(node.source.value)) {
        context.report({
          node,
          message: `node-only: a file that runs anywhere may not load ${node.source.value}, not even on use.`,
        });
      }
    },
  }),
};

/**
 * The rooms, from the top of the program to the bottom; an import may only go down.
 *
 * @param {string} root
 * @returns {{room: string, holds: string, topic: string, node?: boolean, tensorflow?: boolean}[]}
 */
export function readRooms(root) {
  return JSON.parse(readFileSync(join(root, 'src/rooms.json'), 'utf8'));
}

/**
 * ESLint configuration that holds the structure of the project in `root`.
 *
 * @param {string} root
 * @returns {import('eslint').Linter.Config[]}
 */
export function roomRules(root) {
  const rooms = readRooms(root);
  const zones = rooms.flatMap(({room}, level) =>
    rooms.slice(0, level).map(({room: above}) => ({
      target: `./src/${room}`,
      from: `./src/${above}`,
      message: `rooms: src/${room} may not import from src/${above}; imports go down the order of src/rooms.json.`,
    })),
  );
  const entries = [
    'index',
    'node',
    'presets',
    'register',
    'wasm',
    'wasm.node',
    'webgpu',
    'worker',
    'worker.node',
  ].map(entry => `./src/${entry}.ts`);
  zones.push({
    target: rooms.map(({room}) => `./src/${room}`),
    from: entries,
    message: 'rooms: an entry of the package only hands names on; import the file that defines them.',
  });
  const withoutTensorFlow = rooms
    .filter(({tensorflow}) => tensorflow === false)
    .map(({room}) => `src/${room}/**`);
  const restrict = (...patterns) => ['error', {patterns}];
  return [
    {
      files: ['src/**/*.ts'],
      plugins: {'import-x': importX, '@typescript-eslint': tseslint.plugin},
      languageOptions: {parser: tseslint.parser},
      settings: {
        'import-x/extensions': ['.ts'],
        'import-x/parsers': {'@typescript-eslint/parser': ['.ts']},
        'import-x/resolver-next': [
          createNodeResolver({extensions: ['.ts', '.js'], extensionAlias: {'.js': ['.ts', '.js']}}),
        ],
      },
      rules: {
        'import-x/no-cycle': ['error', {ignoreExternal: true}],
        'import-x/no-restricted-paths': ['error', {basePath: root, zones}],
      },
    },
    {
      files: ['src/**/*.ts'],
      ignores: NODE_FILES,
      rules: {
        '@typescript-eslint/no-restricted-imports': restrict(NODE_MODULES, NODE_FILE),
        'no-restricted-globals': ['error', ...NODE_NAMES],
      },
    },
    {
      files: ['src/**/*.ts'],
      ignores: NODE_FILES,
      plugins: {rooms: {rules: {'no-dynamic-node': dynamicNodeRule}}},
      rules: {'rooms/no-dynamic-node': 'error'},
    },
    {
      files: NODE_FILES,
      rules: {'@typescript-eslint/no-restricted-imports': restrict(BARE_NODE_FILE)},
    },
    {
      files: withoutTensorFlow,
      ignores: NODE_FILES,
      rules: {
        '@typescript-eslint/no-restricted-imports': restrict(NODE_MODULES, NODE_FILE, TENSORFLOW),
      },
    },
  ];
}
