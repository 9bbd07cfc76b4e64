import {Writable} from 'node:stream';

/** Two streams that record the output of a command. */
export interface RecordingIO {
  stdout: Writable;
  stderr: Writable & {isTTY?: boolean; columns?: number};
  /** All that went to stdout. */
  out(): string;
  /** All that went to stderr. */
  err(): string;
}

/** Makes a {@link RecordingIO}; `isTTY` makes stderr look like a terminal. */
export function recordingIO({isTTY = false} = {}): RecordingIO {
  const [out, err]: [string[], string[]] = [[], []];
  const into = (chunks: string[]): Writable =>
    new Writable({
      write(chunk: Buffer, _, done) {
        chunks.push(chunk.toString());
        done();
      },
    });
  return {
    stdout: into(out),
    stderr: Object.assign(into(err), isTTY ? {isTTY, columns: 100} : {}),
    out: () => out.join(''),
    err: () => err.join(''),
  };
}
