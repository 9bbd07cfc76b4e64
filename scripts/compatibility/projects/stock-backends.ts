/** `createModel` and `fit` on each backend as it comes, in a page: no kernel of this package is registered. */
import type {Project} from '../project';
import {stockModule} from '../training';
import {SOURCES, vite} from './pages';

const backends = [
  ['stock-cpu', 'cpu', '@tensorflow/tfjs-backend-cpu'],
  ['stock-webgl', 'webgl', '@tensorflow/tfjs-backend-webgl'],
  ['stock-webgpu', 'webgpu', '@tensorflow/tfjs-backend-webgpu'],
  ['stock-union', 'webgl', '@tensorflow/tfjs'],
] as const;

export const STOCK_BACKENDS: readonly Project[] = backends.map(([id, backend, packageName]) => {
  const project = vite(
    id,
    `\`${packageName}\`, ${backend}`,
    {folder: 'dist', gpu: true},
    {group: 'Stock backends, without `chooseBackend` or `useWasm`'},
  );
  return {
    ...project,
    packages: [`${packageName}@4`, 'vite'],
    files: {...project.files, ...SOURCES, 'src/train.js': stockModule(packageName, backend)},
  };
});
