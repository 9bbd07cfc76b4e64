import {expect, it} from 'vitest';
import {cacheDirectory} from '../../../../src/pretrained/stores/cache-directory.node.js';

it.each([
  [{}, 'linux', '/home/me/.cache/tfjs-alexnet/weights'],
  [{XDG_CACHE_HOME: '/caches'}, 'linux', '/caches/tfjs-alexnet/weights'],
  [{XDG_CACHE_HOME: 'relative'}, 'linux', '/home/me/.cache/tfjs-alexnet/weights'],
  [{XDG_CACHE_HOME: ''}, 'freebsd', '/home/me/.cache/tfjs-alexnet/weights'],
  [{}, 'darwin', '/home/me/Library/Caches/tfjs-alexnet/weights'],
  [{}, 'win32', '/home/me/AppData/Local/tfjs-alexnet/weights'],
  [{LOCALAPPDATA: '/local'}, 'win32', '/local/tfjs-alexnet/weights'],
  [{ALEXNET_CACHE: 'own', XDG_CACHE_HOME: '/caches'}, 'linux', 'own'],
  [{ALEXNET_CACHE: ''}, 'linux', '/home/me/.cache/tfjs-alexnet/weights'],
] as const)('with %j on %s is %s', (env, platform, expected) => {
  expect(cacheDirectory({env, platform, home: '/home/me'})).toBe(expected);
});
