/** The program that every project runs: five steps of training and a prediction, on numbers that any engine computes alike. */

/** Result of the program. */
export interface Trained {
  /** On the wasm backend. */
  threads?: number;
  kernels: string;
  losses: number[];
  scores: number[];
}

/** Steps of the training. */
export const STEPS = 5;

/** The name of the time at which the first step begins. */
export const FIRST_STEP_MARK = 'first step';

/** The line with which the program prints its result. */
export const MARK = 'trained: ';

const importLines = (format: 'esm' | 'cjs', names: string, from: string): string =>
  format === 'esm'
    ? `import ${names} from '${from}';`
    : `const ${names.replace('* as ', '')} = require('${from}');`;

/** How the module comes to a backend. */
interface Start {
  imports: (take: (names: string, from: string) => string) => string;
  /** Statements that declare `threads` and `kernels`. */
  statements: string;
}

const OUR_WASM: Start = {
  imports: take => `${take('* as tf', '@tensorflow/tfjs-core')}\n${take('{useWasm}', 'tfjs-alexnet/wasm')}`,
  statements: 'const {threads, kernels} = await useWasm();',
};

/** A backend as it comes: nothing of this package chooses it or adds a kernel to it. */
const stock = (packageName: string, backend: string): Start => ({
  imports: () => `import * as tf from '@tensorflow/tfjs-core';\nimport '${packageName}';`,
  statements: `if (!(await tf.setBackend('${backend}'))) { throw new Error('${backend} did not start'); }
  const [threads, kernels] = [undefined, tf.getBackend()];`,
});

/** The module for a page that uses the stock backend of this package. */
export function stockModule(packageName: string, backend: string): string {
  return moduleOf('esm', stock(packageName, backend));
}

/** The module that exports `train()`, as an ES module or in CommonJS. */
export function trainingModule(format: 'esm' | 'cjs' = 'esm'): string {
  return moduleOf(format, OUR_WASM);
}

function moduleOf(format: 'esm' | 'cjs', start: Start): string {
  const take = (names: string, from: string): string => importLines(format, names, from);
  return `${start.imports(take)}
${take('{createModel}', 'tfjs-alexnet')}

${format === 'esm' ? 'export ' : ''}async function train() {
  ${start.statements}
  const model = createModel('alexnet-mini', {classes: 2, seed: 1});
  model.compile({optimizer: tf.train.momentum(0.01, 0.9), loss: 'categoricalCrossentropy'});
  const [count, size] = [8, 67];
  const pixels = Float32Array.from({length: count * size * size * 3}, (_, i) => ((i * 7919) % 255) / 255 - 0.5);
  const images = tf.tensor4d(pixels, [count, size, size, 3]);
  const labels = tf.oneHot(tf.tensor1d([0, 1, 0, 1, 0, 1, 0, 1], 'int32'), 2);
  performance.mark('${FIRST_STEP_MARK}');
  const {history} = await model.fit(images, labels, {epochs: ${STEPS}, batchSize: count, shuffle: false, verbose: 0});
  const losses = history.loss;
  const scores = [...(await model.predict(images).data())];
  return {threads, kernels, losses, scores};
}
${format === 'cjs' ? 'module.exports = {train};\n' : ''}`;
}

/** A program for a terminal that prints the result of {@link trainingModule}, which is beside it. */
export function terminalProgram(format: 'esm' | 'cjs' = 'esm'): string {
  const extension = format === 'esm' ? 'mjs' : 'cjs';
  return `${importLines(format, '{train}', `./train.${extension}`)}
train().then(result => console.log('${MARK}' + JSON.stringify(result)));
`;
}

/** Statements of a page or of a worker that leave the result where {@link readTrained} of a page finds it. */
export const LEAVE_RESULT = `train().then(
  value => { globalThis.trained = {value}; },
  error => { globalThis.trained = {error: String(error.stack ?? error)}; },
);
`;

/** Reads the result from what a program printed. */
export function findTrained(output: string): Trained | undefined {
  const line = output.split('\n').find(text => text.includes(MARK));
  return line === undefined
    ? undefined
    : (JSON.parse(line.slice(line.indexOf(MARK) + MARK.length)) as Trained);
}

/** Why a result is not that of the reference, or undefined. */
export function difference(found: Trained, reference: Trained): string | undefined {
  const TOLERANCE = 1e-5;
  for (const key of ['losses', 'scores'] as const) {
    const [here, there] = [found[key], reference[key]];
    if (
      here.length !== there.length ||
      here.some((value, i) => !(Math.abs(value - (there[i] ?? NaN)) <= TOLERANCE))
    ) {
      return `other ${key} than in Node: ${here.join(', ')} instead of ${there.join(', ')}`;
    }
  }
  return undefined;
}
