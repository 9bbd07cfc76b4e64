/** Starts up to `atOnce` jobs at a time and yields their results in the order of the indices from `first` to `end`. */
export async function* inOrder<T>(
  first: number,
  end: number,
  atOnce: number,
  job: (index: number) => Promise<T>,
): AsyncGenerator<T> {
  const running: Promise<T>[] = [];
  let next = first;
  const fill = (): void => {
    while (next < end && running.length < atOnce) {
      const started = job(next++);
      // The error is thrown where its result is awaited; until then it must not count as unhandled.
      started.catch(() => undefined);
      running.push(started);
    }
  };
  try {
    fill();
    while (running.length > 0) {
      const [result] = await Promise.all(running.splice(0, 1));
      fill();
      yield result as T;
    }
  } finally {
    await Promise.allSettled(running);
  }
}
