/**
 * Lets the program's other work run: signals, file reads, the page. A computation on the cpu or wasm backend that
 * awaits nothing but tensors never lets that work run.
 */
export function nextTurn(): Promise<void> {
  // setImmediate waits for nothing; browsers lack it, and their shortest setTimeout costs a few milliseconds.
  const {setImmediate: soon = later} = globalThis as {setImmediate?: (go: () => void) => unknown};
  return new Promise(resolve => {
    soon(resolve);
  });
}

function later(go: () => void): void {
  setTimeout(go, 0);
}
