/** What the rules of docs/architecture.md find in a tree of sources; each function returns the violations, one line each. */
import {existsSync, readFileSync, readdirSync} from 'node:fs';
import {builtinModules} from 'node:module';
import {dirname, join, relative, resolve} from 'node:path';
import {transformSync} from 'esbuild';
import ts from 'typescript';

/** Bytes and tables that a program wrote: nobody reads them line by line. */
const isGenerated = (path: string): boolean => /\/generated\/|\.(wasm|wgsl)\.ts$/.test(path);
const isNode = (specifier: string): boolean =>
  specifier.startsWith('node:') || builtinModules.includes(specifier);

/** The sources below a folder, with what they import at run time (types vanish), static or not. */
export class SourceTree {
  readonly files: readonly string[];
  readonly #imports = new Map<string, string[]>();

  constructor(readonly root: string) {
    this.files = readdirSync(root, {recursive: true, encoding: 'utf8'})
      .filter(path => path.endsWith('.ts'))
      .map(path => join(root, path))
      .sort();
  }

  /** Path below the root. */
  name(path: string): string {
    return relative(this.root, path);
  }

  importsOf(path: string): string[] {
    let found = this.#imports.get(path);
    if (found === undefined) {
      found = ts.preProcessFile(transpile(path), true, true).importedFiles.map(file => file.fileName);
      this.#imports.set(path, found);
    }
    return found;
  }

  /** The source that an import names; undefined where it names a package. */
  resolve(from: string, specifier: string): string | undefined {
    if (!specifier.startsWith('.')) {
      return undefined;
    }
    const base = resolve(dirname(from), specifier.replace(/\.js$/, ''));
    return [`${base}.ts`, join(base, 'index.ts'), base].find(
      path => existsSync(path) && path.endsWith('.ts'),
    );
  }

  /** The entry and every source that it loads, at once or later. */
  reachableFrom(entry: string): string[] {
    const seen = new Set<string>();
    const queue = [join(this.root, entry)];
    for (let path = queue.pop(); path !== undefined; path = queue.pop()) {
      if (!seen.has(path)) {
        seen.add(path);
        const here = path;
        queue.push(
          ...this.importsOf(path)
            .map(specifier => this.resolve(here, specifier))
            .filter(target => target !== undefined),
        );
      }
    }
    return [...seen];
  }
}

/** JavaScript of a source: types and comments are gone, imports stay. A compiler that checks nothing is quick enough for all. */
function transpile(path: string): string {
  return transformSync(readFileSync(path, 'utf8'), {
    loader: 'ts',
    legalComments: 'none',
    tsconfigRaw: {compilerOptions: {verbatimModuleSyntax: true}},
  }).code;
}

/** Packages beyond `allowed`, modules and files of Node that an entry reaches. */
export function foreignImports(tree: SourceTree, entry: string, allowed: readonly string[]): string[] {
  return tree.reachableFrom(entry).flatMap(path => [
    ...(path.endsWith('.node.ts') ? [`${tree.name(path)} needs Node`] : []),
    ...tree
      .importsOf(path)
      .filter(specifier => !specifier.startsWith('.') && !allowed.includes(specifier))
      .map(specifier => `${tree.name(path)} imports ${specifier}`),
  ]);
}

/** Files that import Node without saying so by their name. */
export function unmarkedNodeFiles(tree: SourceTree): string[] {
  return tree.files
    .filter(path => !path.endsWith('.node.ts') && !/^(cli\/|(node|internal)\.ts$)/.test(tree.name(path)))
    .filter(path => tree.importsOf(path).some(isNode))
    .map(path => tree.name(path));
}

/** Relative imports by which `room` leaves itself, except those in `allowed`. */
export function importsOutOf(tree: SourceTree, room: string, allowed: readonly string[]): string[] {
  return tree.files
    .filter(path => tree.name(path).startsWith(`${room}/`))
    .flatMap(path =>
      tree
        .importsOf(path)
        .filter(specifier => specifier.startsWith('.'))
        .filter(specifier => {
          const target = tree.resolve(path, specifier);
          const name = target === undefined ? '' : tree.name(target);
          return !name.startsWith(`${room}/`) && !allowed.includes(name);
        })
        .map(specifier => `${tree.name(path)} imports ${specifier}`),
    );
}

/** Folders at the top that are no room, and rooms without a folder. */
export function unknownRooms(tree: SourceTree, rooms: readonly string[]): string[] {
  const folders = new Set(
    tree.files.map(path => tree.name(path).split('/')).flatMap(([top, next]) => (next ? [top ?? ''] : [])),
  );
  return [
    ...[...folders].filter(folder => !rooms.includes(folder)).map(folder => `${folder} is no room`),
    ...rooms.filter(room => !folders.has(room)).map(room => `${room} has no folder`),
  ];
}

/** Folders with more than `most` files at one level. */
export function crowdedFolders(tree: SourceTree, most: number): string[] {
  const counts = new Map<string, number>();
  for (const path of tree.files) {
    const folder = dirname(tree.name(path));
    counts.set(folder, (counts.get(folder) ?? 0) + 1);
  }
  return [...counts]
    .filter(([, count]) => count > most)
    .map(([folder, count]) => `${folder} has ${count} files`);
}

/** Sources with code that have no test of their own path in `tests`. */
export function untestedFiles(tree: SourceTree, tests: string): string[] {
  return tree.files
    .filter(path => {
      const name = tree.name(path);
      const isEntry = !name.includes('/') && name !== 'errors.ts';
      return !isEntry && !isGenerated(path) && hasCode(path);
    })
    .map(path => tree.name(path))
    .filter(name => !existsSync(join(tests, name.replace(/\.ts$/, '.test.ts'))));
}

/** Whether a file does more than hand on or declare. */
function hasCode(path: string): boolean {
  const rest = transpile(path).replace(/^(import|export) (\* as \w+|\*|\{[^}]*\})( from "[^"]*")?;$/gm, '');
  return rest.trim() !== '';
}

/** Sources of more than `most` lines. */
export function longFiles(tree: SourceTree, most: number): string[] {
  return tree.files
    .filter(path => !isGenerated(path))
    .map(path => ({name: tree.name(path), lines: readFileSync(path, 'utf8').trimEnd().split('\n').length}))
    .filter(({lines}) => lines > most)
    .map(({name, lines}) => `${name} has ${lines} lines`);
}

/** Files named for nothing in particular. */
export function vaguelyNamedFiles(tree: SourceTree): string[] {
  return tree.files
    .map(path => tree.name(path))
    .filter(name => /(^|[/-])(utils?|common|misc|helpers?)(\.node)?\.ts$/.test(name));
}
