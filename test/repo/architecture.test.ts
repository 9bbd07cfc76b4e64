/** The rules of docs/architecture.md that a program can hold. */
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {builtinModules} from 'node:module';
import {dirname, join, relative, resolve} from 'node:path';
import ts from 'typescript';
import {describe, expect, it} from 'vitest';

const ROOT = resolve(import.meta.dirname, '../..');
const SOURCE = join(ROOT, 'src');
const MAX_LINES = 400;

const files = readdirSync(SOURCE, {recursive: true, encoding: 'utf8'})
  .filter(path => path.endsWith('.ts'))
  .map(path => join(SOURCE, path))
  .sort();
const name = (path: string): string => relative(SOURCE, path);
/** Built artefacts hold bytes; nobody reads them line by line. */
const isBuilt = (path: string): boolean => /\.(wasm|wgsl)\.ts$/.test(path);

const imports = new Map<string, string[]>();

/** Modules that a file imports at run time: types vanish. Each file is compiled once, since all tests ask for all. */
function importsOf(path: string): string[] {
  const known = imports.get(path);
  if (known !== undefined) {
    return known;
  }
  const output = ts.transpileModule(readFileSync(path, 'utf8'), {
    compilerOptions: {
      module: ts.ModuleKind.ESNext,
      target: ts.ScriptTarget.ES2022,
      verbatimModuleSyntax: true,
    },
  }).outputText;
  const found = ts.preProcessFile(output, true, true).importedFiles.map(file => file.fileName);
  imports.set(path, found);
  return found;
}

function resolveSource(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) {
    return undefined;
  }
  const base = resolve(dirname(from), specifier.replace(/\.js$/, ''));
  return [`${base}.ts`, join(base, 'index.ts'), base].find(path => existsSync(path) && path.endsWith('.ts'));
}

function reachableFrom(entry: string): Map<string, string[]> {
  const seen = new Map<string, string[]>();
  const queue = [join(SOURCE, entry)];
  for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
    if (seen.has(path)) {
      continue;
    }
    const found = importsOf(path);
    seen.set(path, found);
    for (const specifier of found) {
      const target = resolveSource(path, specifier);
      if (target !== undefined) {
        queue.push(target);
      }
    }
  }
  return seen;
}

const isNode = (specifier: string): boolean =>
  specifier.startsWith('node:') || builtinModules.includes(specifier);
/** What the universal entries may import from outside: the peers, and what the build puts into the bundle. */
const UNIVERSAL = [
  '@tensorflow/tfjs-core',
  '@tensorflow/tfjs-layers',
  'pbf',
  'crc-32',
  'crc-32/crc32c.js',
  'fflate/browser',
  '@petamoriken/float16',
  'ml-matrix',
  '@noble/hashes/legacy.js',
  '@noble/hashes/sha2.js',
  '@noble/hashes/utils.js',
];

describe('architecture', () => {
  it.each(['index.ts', 'presets.ts', 'register.ts'])('%s reaches nothing of Node and no backend', entry => {
    const offences = [...reachableFrom(entry)].flatMap(([path, found]) =>
      found
        .filter(specifier => !specifier.startsWith('.') && !UNIVERSAL.includes(specifier))
        .map(specifier => `${name(path)} imports ${specifier}`),
    );
    expect(offences).toEqual([]);
    expect([...reachableFrom(entry).keys()].filter(path => path.endsWith('.node.ts')).map(name)).toEqual([]);
  });

  it('lets only files that end in .node.ts, the Node entry and the command import Node', () => {
    const offenders = files.filter(
      path =>
        !path.endsWith('.node.ts') && !/^(cli\/|node\.ts$)/.test(name(path)) && importsOf(path).some(isNode),
    );
    expect(offenders.map(name)).toEqual([]);
  });

  it('keeps core, presets and formats free of tfjs', () => {
    const offenders = files.filter(
      path =>
        /^(core|presets|formats)\//.test(name(path)) &&
        importsOf(path).some(from => from.startsWith('@tensorflow')),
    );
    expect(offenders.map(name)).toEqual([]);
  });

  it('lets the command import the public entries only', () => {
    const offenders = files
      .filter(path => name(path).startsWith('cli/'))
      .flatMap(path =>
        importsOf(path)
          .filter(specifier => {
            const target = resolveSource(path, specifier);
            return target === undefined ? specifier.startsWith('.') : !name(target).startsWith('cli/');
          })
          .map(specifier => `${name(path)} imports ${specifier}`),
      );
    expect(offenders).toEqual([]);
  });

  it('has one test file of the same name for each source file that holds code', () => {
    const untested = files.filter(path => {
      const code = ts.transpileModule(readFileSync(path, 'utf8'), {
        compilerOptions: {module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, removeComments: true},
      }).outputText;
      const isEntry = !name(path).includes('/') && path !== join(SOURCE, 'errors.ts');
      const onlyExports = code
        .split('\n')
        .every(line => /^\s*(export \{.*|.*\} from .*|export \* .*|[\w, ]*,?)?$/.test(line));
      return (
        !isEntry &&
        !onlyExports &&
        !isBuilt(path) &&
        !existsSync(join(ROOT, 'test/unit', name(path).replace(/\.ts$/, '.test.ts')))
      );
    });
    expect(untested.map(name)).toEqual([]);
  });

  it(`keeps every source file within ${MAX_LINES} lines`, () => {
    const long = files.filter(
      path => !isBuilt(path) && readFileSync(path, 'utf8').split('\n').length > MAX_LINES + 1,
    );
    expect(long.map(name)).toEqual([]);
  });

  it('imports files of Node with their ending, since the bundler takes "x.node" for a native module', () => {
    const offences = files.flatMap(path =>
      importsOf(path)
        .filter(specifier => specifier.startsWith('.') && specifier.endsWith('.node'))
        .map(specifier => `${name(path)} imports ${specifier}: write ${specifier}.js`),
    );
    expect(offences).toEqual([]);
  });

  it('has no file named for nothing in particular', () => {
    expect(files.map(name).filter(path => /(^|[/-])(utils?|common|misc|helpers?)\.ts$/.test(path))).toEqual(
      [],
    );
  });
});
