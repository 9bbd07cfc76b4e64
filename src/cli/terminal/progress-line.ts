import {printable} from '#internal';
import {SingleBar} from 'cli-progress';
import {formatCount} from '../format-quantity';
import type {Speaker} from '../console-io';

/** Shows the progress of a command. */
export interface ProgressLine {
  /** Shows that `done` of `total` items are done; `text` is added at the end. */
  update(task: string, done: number, total: number, text?: string): void;
  /** Removes the line, so that other text can be written. May be called twice. */
  end(): void;
}

/** Milliseconds between two lines if lines cannot be overwritten. */
const LINE_EVERY_MS = 5000;

/** A line that is redrawn on a terminal; plain lines every few seconds elsewhere; nothing with --quiet. */
export function progressFor(speaker: Speaker, now: () => number = () => performance.now()): ProgressLine {
  if (speaker.quiet) {
    return {update: () => undefined, end: () => undefined};
  }
  return speaker.io.stderr.isTTY === true ? new BarLine(speaker) : new PlainLines(speaker, now);
}

class BarLine implements ProgressLine {
  readonly #speaker: Speaker;
  #bar: SingleBar | undefined;
  #task = '';

  constructor(speaker: Speaker) {
    this.#speaker = speaker;
  }

  update(taskText: string, done: number, total: number, tail = ''): void {
    const [task, text] = [printable(taskText), printable(tail)];
    if (this.#bar === undefined || task !== this.#task) {
      this.end();
      this.#task = task;
      this.#bar = new SingleBar({
        stream: this.#speaker.io.stderr,
        format: '{task} {bar} {value}/{total} {text}',
        barCompleteChar: '█',
        barIncompleteChar: '░',
        barsize: 24,
        hideCursor: true,
        clearOnComplete: true,
        linewrap: false,
        gracefulExit: false,
        fps: 8,
      });
      this.#bar.start(total, done, {task, text});
    }
    this.#bar.setTotal(total);
    this.#bar.update(done, {task, text});
  }

  end(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}

class PlainLines implements ProgressLine {
  readonly #speaker: Speaker;
  readonly #now: () => number;
  #lastMs: number;

  constructor(speaker: Speaker, now: () => number) {
    this.#speaker = speaker;
    this.#now = now;
    this.#lastMs = now();
  }

  update(task: string, done: number, total: number, text = ''): void {
    if (this.#now() - this.#lastMs >= LINE_EVERY_MS) {
      this.#lastMs = this.#now();
      this.#speaker.note(`${task} ${formatCount(done)}/${formatCount(total)} ${text}`.trimEnd());
    }
  }

  end(): void {
    // A plain line is never removed.
  }
}
