/**
 * Lets the program's other work run: signals, file reads, the page. A computation on the cpu or wasm backend that
 * awaits nothing but tensors never lets that work run.
 */
export function nextTurn(): Promise<void> {
  return new Promise(resolve => {
    // setImmediate waits for nothing; browsers lack it, and their shortest setTimeout costs a few milliseconds.
    if (typeof setImmediate === 'function') {
      setImmediate(resolve);
    } else {
      setTimeout(resolve, 0);
    }
  });
}
