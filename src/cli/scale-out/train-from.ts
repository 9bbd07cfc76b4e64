import {AlexNetError} from 'tfjs-alexnet';
import {writeReport} from 'tfjs-alexnet/node';
import {takeTrainingJob} from '#internal';
import type {Speaker} from '../console-io';
import {formatAmount, formatPercent} from '../format-quantity';
import {type ComputeOptions, startBackend} from '../model-options';
import {shellQuote} from '../terminal/shell-quote';

/** Options that go together with `--from`. */
const KNOWN = ['from', 'out', 'backend', 'threads'];

/** `alexnet train --from JOB --out DIR`: makes a run of a training job. */
export async function takeJob(
  typed: ComputeOptions & {from?: string; out?: string},
  speaker: Speaker,
): Promise<number> {
  const {from = '', out} = typed;
  const others = Object.keys(typed).filter(name => !KNOWN.includes(name));
  if (out === undefined || others.length > 0) {
    throw new AlexNetError({
      code: 'bad-argument',
      where: 'alexnet train --from',
      problem:
        out === undefined ? "required option '--out <dir>' not specified." : 'a job has its own settings.',
      expected: '--from JOB --out DIR',
      received: out === undefined ? 'no --out' : others.join(', '),
      fix: `alexnet train --from ${shellQuote(from)} --out runs/taken`,
    });
  }
  const backend = await startBackend(typed, speaker);
  const report = await takeTrainingJob({
    job: from,
    out,
    report: writeReport,
    onWarning: line => {
      speaker.warn(line);
    },
  });
  const {best, steps, epochs, interrupted} = report;
  speaker.result({...report, backend}, () =>
    [
      `${formatAmount(steps, 'step')}, ${formatAmount(epochs, 'epoch')}` +
        (best === undefined
          ? '; never evaluated.'
          : `. Validation accuracy ${formatPercent(best.accuracy)} (best checkpoint, step ${best.step}).`),
      `  model    ${out}`,
      ...(interrupted ? [`The job is not at its end: alexnet train --resume --out ${shellQuote(out)}`] : []),
    ].join('\n'),
  );
  return 0;
}
