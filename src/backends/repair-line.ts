/**
 * Returns the command that installs a package which cannot be loaded. A broken package is removed first, since npm
 * takes any folder for a complete package.
 *
 * @param cause - Error that loading the package threw.
 * @param range - Version range such as `@4`.
 */
export function repairLine(packageName: string, cause: unknown, range = ''): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  const isMissing = [`package '${packageName}'`, `module '${packageName}'`].some(words =>
    text.includes(words),
  );
  return isMissing ? `npm i ${packageName}${range}` : reinstallLine(packageName, range);
}

/** Returns the command that replaces a broken package. */
export function reinstallLine(packageName: string, range = ''): string {
  return `rm -r node_modules/${packageName} && npm i ${packageName}${range}`;
}
