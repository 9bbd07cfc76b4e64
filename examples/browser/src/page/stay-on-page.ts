/**
 * Keeps the page from being left by mistake: the browser asks before it closes or reloads it where something would be
 * lost, and a file that is dropped beside a place for files is not opened in its stead.
 */
export function stayOnPage(holdsSomething: () => boolean): void {
  addEventListener('beforeunload', event => {
    if (holdsSomething()) {
      event.preventDefault();
    }
  });
  for (const kind of ['dragover', 'drop'] as const) {
    addEventListener(kind, event => {
      // A place for files has said by then that it takes them.
      if (!event.defaultPrevented && event.dataTransfer?.types.includes('Files') === true) {
        event.preventDefault();
        event.dataTransfer.dropEffect = 'none';
      }
    });
  }
}
