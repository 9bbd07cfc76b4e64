/** The version of Node that this engine is or imitates, as Bun and Deno do; undefined in pages. */
export function nodeVersion(): string | undefined {
  return (globalThis as {process?: {versions?: {node?: string}}}).process?.versions?.node;
}

/**
 * Returns a built-in module of Node, such as `node:os`. It is not imported, so that entries for pages may use it where
 * there is a Node: a bundler would look for an imported one, and Jest's CommonJS has no `import()`.
 */
// The type of the module is known by its name only, as with `import()`.
// eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters
export function builtinModule<T>(name: string): T {
  const {process} = globalThis as unknown as {process: {getBuiltinModule(name: string): unknown}};
  return process.getBuiltinModule(name) as T;
}
