/**
 * The line to type where a package cannot be loaded. Where it is there and broken it has to go first: npm takes a folder
 * for whole as long as there is one.
 *
 * @param cause - What the attempt to load it threw.
 * @param range - Such as `@4`.
 */
export function repairLine(packageName: string, cause: unknown, range = ''): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const isMissing = [`package '${packageName}'`, `module '${packageName}'`].some(words =>
    text.includes(words),
  );
  return isMissing ? `npm i ${packageName}${range}` : reinstallLine(packageName, range);
}

/** The line that replaces a package that is there and broken. */
export function reinstallLine(packageName: string, range = ''): string {
  return `rm -r node_modules/${packageName} && npm i ${packageName}${range}`;
}
