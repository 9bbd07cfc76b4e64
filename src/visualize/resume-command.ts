/** The command line that resumes a run: the run itself has its options, in `run.json`. */
export function resumeCommand(directory: string): string {
  return `npx alexnet train --out ${shellWord(directory)} --resume`;
}

/** A word for a POSIX shell. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replace(/'/g, `'\\''`)}'`;
}
