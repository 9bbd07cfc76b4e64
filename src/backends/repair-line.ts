import {nodeVersion} from '../core/builtin-module';
import {installLine} from '../core/install-line';

/**
 * Returns what mends a package that cannot be loaded: in Node the command that installs it. A broken package is removed
 * first, since package managers take any folder for a complete package. A page has no packages.
 *
 * @param cause - Error that loading the package threw.
 * @param range - Version range such as `@4`.
 */
export function repairLine(packageName: string, cause: unknown, range = ''): string {
  const text = cause instanceof Error ? cause.message : String(cause);
  if (nodeVersion() === undefined) {
    const specifier = /specifier ["']([^"']+)["']/i.exec(text)?.[1];
    return specifier === undefined
      ? 'reload the page: one of its files could not be loaded'
      : `name "${specifier}" in the import map of the page (docs/in-the-browser.md has the whole map), or bundle the page`;
  }
  const isMissing = [`package '${packageName}'`, `module '${packageName}'`].some(words =>
    text.includes(words),
  );
  return isMissing ? installLine(`${packageName}${range}`) : reinstallLine(packageName, range);
}

/** Returns the command that replaces a broken package. */
export function reinstallLine(packageName: string, range = ''): string {
  return `rm -r node_modules/${packageName} && ${installLine(`${packageName}${range}`)}`;
}
