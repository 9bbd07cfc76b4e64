import {describe, expect, it, vi} from 'vitest';
import {reinstallLine, repairLine} from '../../../src/backends/repair-line';

describe('repairLine', () => {
  it.each([
    ["Cannot find package '@tensorflow/tfjs-backend-cpu' imported from /app/index.js"],
    ["Cannot find module '@tensorflow/tfjs-backend-cpu'\nRequire stack: …"],
  ])('installs what is not there: %s', text => {
    expect(repairLine('@tensorflow/tfjs-backend-cpu', new Error(text), '@4')).toBe(
      'npm i @tensorflow/tfjs-backend-cpu@4',
    );
  });

  it.each([
    ["Cannot find package '/app/node_modules/webgpu/index.js' imported from /app/index.js"],
    ["Cannot find module '/app/node_modules/webgpu/dist/linux-x64/dawn.node'"],
    ['invalid ELF header'],
  ])('removes first what is there and broken, which npm would leave: %s', text => {
    expect(repairLine('webgpu', new Error(text))).toBe('rm -r node_modules/webgpu && npm i webgpu');
    expect(repairLine('webgpu', text)).toBe(reinstallLine('webgpu'));
  });

  it.each([
    [
      "Failed to resolve module specifier '@tensorflow/tfjs-core'",
      'name "@tensorflow/tfjs-core" in the import map',
    ],
    ['Failed to resolve module specifier "fs". Relative references …', 'name "fs" in the import map'],
    ['Failed to fetch dynamically imported module: https://host/chunk.js', 'reload the page'],
  ])('never tells a page to install packages: %s', (text, fix) => {
    vi.stubGlobal('process', undefined);
    const line = repairLine('@tensorflow/tfjs-backend-wasm', new TypeError(text), '@4');
    vi.unstubAllGlobals();
    expect(line).toContain(fix);
    expect(line).not.toMatch(/npm|node_modules/);
  });
});
