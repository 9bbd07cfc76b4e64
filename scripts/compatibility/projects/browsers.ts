/** A built page in Firefox and WebKitGTK. */
import type {Project} from '../project';
import {vite} from './pages';

export const BROWSERS: readonly Project[] = (
  [
    ['firefox', 'Firefox'],
    ['webkit', 'WebKitGTK'],
  ] as const
).flatMap(([browser, title]) => [
  vite(browser, title, {folder: 'dist', browser}, {group: 'Browsers'}),
  vite(
    `${browser}-isolated`,
    `${title}, cross-origin isolated`,
    {folder: 'dist', browser, isolated: true},
    {group: 'Browsers'},
  ),
  ...(browser === 'webkit'
    ? [
        vite(
          'webkit-shared',
          'WebKitGTK, cross-origin isolated, with `JSC_useSharedArrayBuffer=1`',
          {folder: 'dist', browser, isolated: true, sharedMemory: true},
          {group: 'Browsers'},
        ),
      ]
    : []),
]);
