import {homedir} from 'node:os';
import {isAbsolute, join} from 'node:path';

/** Environment of {@link cacheDirectory}; a test passes its own. */
export interface CacheDirectoryHost {
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  home: string;
}

/**
 * Folder for downloaded weights: `ALEXNET_CACHE`, else `tfjs-alexnet/weights` where the system keeps caches:
 * `XDG_CACHE_HOME` or `~/.cache`, `~/Library/Caches` on macOS, `LOCALAPPDATA` on Windows.
 */
export function cacheDirectory({
  env = process.env,
  platform = process.platform,
  home = homedir(),
}: Partial<CacheDirectoryHost> = {}): string {
  const named = env.ALEXNET_CACHE;
  if (named !== undefined && named !== '') {
    return named;
  }
  return join(systemCaches({env, platform, home}), 'tfjs-alexnet', 'weights');
}

function systemCaches({env, platform, home}: CacheDirectoryHost): string {
  switch (platform) {
    case 'win32':
      return nonEmpty(env.LOCALAPPDATA) ?? join(home, 'AppData', 'Local');
    case 'darwin':
      return join(home, 'Library', 'Caches');
    default: {
      // A relative one is to be ignored, says the specification.
      const xdg = nonEmpty(env.XDG_CACHE_HOME);
      return xdg !== undefined && isAbsolute(xdg) ? xdg : join(home, '.cache');
    }
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
