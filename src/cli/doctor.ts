import {availableParallelism, totalmem} from 'node:os';
import {diagnoseBackends, photoDecoder} from '#internal';
import {Command} from 'commander';
import {AlexNetError, encodePng} from 'tfjs-alexnet';
import {decodePhoto} from 'tfjs-alexnet/node';
import type {CommandHost} from './command-host';

interface Diagnosis {
  name: string;
  works: boolean;
  note?: string;
  reason?: string;
  fix?: string;
  /** What works less well than it could. */
  less?: string | undefined;
  lessFix?: string | undefined;
}

/** Adds `alexnet doctor`: shows what works on this machine, and what to type to fix what does not. */
export function doctorCommand(host: CommandHost): Command {
  return new Command('doctor')
    .description('Show which backends work here, and for each that does not, why and what to type.')
    .addHelpText(
      'after',
      `
Exit code 0 when photos can be read and at least one backend works.

Example:
  alexnet doctor`,
    )
    .action(
      host.action(async speaker => {
        const photos = await diagnosePhotos();
        const backends = await diagnoseBackends();
        const machine = {
          node: process.version,
          platform: `${process.platform} ${process.arch}`,
          processors: availableParallelism(),
          memoryBytes: totalmem(),
        };
        speaker.result({...machine, photos, backends}, () =>
          [
            `Node ${machine.node} on ${machine.platform}, ${machine.processors} processors, ${(machine.memoryBytes / 2 ** 30).toFixed(1)} GiB of memory`,
            '',
            line(photos),
            ...backends.map(diagnosis => {
              const {backend, works, simd, threads, kernels, native, notNative} = diagnosis;
              const {firstConvolutionMs, reason, fix} = diagnosis;
              const vectors = simd === undefined ? '' : simd ? ', with SIMD' : ', without SIMD (slow)';
              const speed =
                kernels === undefined ? '' : `, ${describeKernels(native ?? kernels, threads ?? 1)}`;
              const {adapter, software = false, tensorflow, missing = []} = diagnosis;
              const library = tensorflow === undefined ? '' : `, TensorFlow ${tensorflow}`;
              const slow =
                missing.length === 0
                  ? ''
                  : `, slower because these kernels are missing: ${missing.map(one => one.name).join(', ')}`;
              const where =
                adapter === undefined ? '' : `, on ${adapter}${software ? ', a program: slow' : ''}`;
              return line({
                name: backend,
                works,
                ...(firstConvolutionMs === undefined
                  ? {}
                  : {
                      note: `first convolution after ${firstConvolutionMs.toFixed(0)} ms${vectors}${speed}${where}${library}${slow}`,
                    }),
                reason,
                fix,
                less: notNative && `no native kernels: ${notNative.because}`,
                lessFix: notNative?.fix,
              });
            }),
          ].join('\n'),
        );
        return photos.works && backends.some(({works}) => works) ? 0 : 1;
      }),
    );
}

/** The kernels used for training, and the number of threads. */
function describeKernels(
  kernels: 'relaxed' | 'plain' | 'none' | 'avx2' | 'avx512' | 'neon',
  threads: number,
): string {
  const kind = {
    avx2: 'native kernels (AVX2)',
    avx512: 'native kernels (AVX-512)',
    neon: 'native kernels (NEON)',
    relaxed: 'kernels with fused multiply-add',
    plain: 'kernels without fused multiply-add',
    none: 'kernels of TensorFlow.js only (slow to train)',
  }[kernels];
  return `${kind}, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
}

/** Encodes and decodes a small image. */
async function diagnosePhotos(): Promise<Diagnosis> {
  const name = 'photos';
  try {
    const picture = {width: 2, height: 1, data: Uint8Array.of(255, 0, 0, 0, 0, 255)};
    const {width, data} = await decodePhoto(await encodePng(picture));
    return width === 2 && data[0] === 255
      ? {
          name,
          works: true,
          note:
            (await photoDecoder()).name === 'sharp'
              ? 'decoded by sharp'
              : 'JPEG, PNG and BMP only, decoded in WebAssembly: sharp cannot be loaded',
        }
      : {
          name,
          works: false,
          reason: 'a red pixel is decoded to another color.',
          fix: 'npm i sharp@^0.35.0',
        };
  } catch (error) {
    if (error instanceof AlexNetError) {
      return {
        name,
        works: false,
        reason: error.problem,
        fix: error.fix,
      };
    }
    // Any error: the other checks still have to run.
    return {name, works: false, reason: error instanceof Error ? error.message : String(error)};
  }
}

function line({name, works, note, reason, fix, less, lessFix}: Diagnosis): string {
  if (works) {
    return [
      `✓ ${name.padEnd(7)} works${note === undefined ? '' : ` (${note})`}`,
      ...(less === undefined ? [] : [`          ${less}`]),
      ...(lessFix === undefined ? [] : [`          fix: ${lessFix}`]),
    ].join('\n');
  }
  return [
    `✗ ${name.padEnd(7)} ${reason ?? 'does not work'}`,
    ...(fix === undefined ? [] : [`          fix: ${fix}`]),
  ].join('\n');
}
