import type {ReportData} from '../runs/report-data';

/** Options that say where a run is and how it starts, not what it computes. */
const LEFT_OUT = ['out', 'resume', 'changedPhotos'];

/** The command line that resumes a run: its options decide which run it is, so all of them are in the line. */
export function resumeCommand(directory: string, options: ReportData['options']): string {
  const words = Object.entries(options)
    .filter(([name, value]) => !LEFT_OUT.includes(name) && value !== false)
    .flatMap(([name, value]) => [flagOf(name), ...(value === true ? [] : [shellWord(String(value))])]);
  return ['npx alexnet train', ...words, '--out', shellWord(directory), '--resume'].join(' ');
}

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}

/** `batchSize` is `--batch-size`. */
function flagOf(name: string): string {
  return `--${name.replace(/[A-Z]/g, letter => `-${letter.toLowerCase()}`)}`;
}
