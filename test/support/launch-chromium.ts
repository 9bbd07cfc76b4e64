/** Debian's chromium, without a screen: `apt-get install chromium` brings it, or ALEXNET_CHROMIUM names another one. */
import {chromium, type Browser} from 'playwright-core';
import {findChromium} from './find-chromium';

/** Nothing that talks to the network by itself; root has no sandbox. */
const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
  '--no-first-run',
];
/** WebGPU and WebGL by a driver in software, for machines without a graphics card. */
const SOFTWARE_GPU = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
  '--ignore-gpu-blocklist',
  '--use-gl=angle',
  '--use-angle=swiftshader',
];

/** Starts chromium; with `gpu`, so that pages find WebGPU and WebGL; with `camera`, a file that its camera shows in a loop. */
export async function launchChromium({
  gpu = false,
  camera,
}: {gpu?: boolean; camera?: string} = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    throw new Error('no chromium here: apt-get install chromium; a test is guarded by describeInBrowser');
  }
  const args = [...QUIET, ...(gpu ? SOFTWARE_GPU : []), ...(camera === undefined ? [] : fakeCamera(camera))];
  return await chromium.launch({executablePath, args});
}

/** The file is opened when a page starts the camera: a file that was written anew in between shows something else. */
function fakeCamera(file: string): string[] {
  return [
    '--use-fake-ui-for-media-stream',
    '--use-fake-device-for-media-stream=device-count=2',
    `--use-file-for-fake-video-capture=${file}`,
  ];
}
