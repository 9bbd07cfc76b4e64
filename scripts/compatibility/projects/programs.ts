/** Programs of projects that run in a terminal. */
import {terminalProgram, trainingModule} from '../training';

export const ESM = {'train.mjs': trainingModule(), 'main.mjs': terminalProgram()};
export const CJS = {'train.cjs': trainingModule('cjs'), 'main.cjs': terminalProgram('cjs')};
export const NODE = {...ESM, ...CJS};
export const RUN_BOTH = ['node main.mjs', 'node main.cjs'];
/** The command `alexnet`: five steps on the drawn photos, and a prediction. */
export const command = (alexnet: string): string[] => [
  `${alexnet} train --data PHOTOS --out run --preset alexnet-mini --max-steps 5 --quiet`,
  `${alexnet} predict --model run PHOTOS/cat/cat.00.jpg --json`,
];
