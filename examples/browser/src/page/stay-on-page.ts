/**
 * Prevents leaving the page by mistake: the browser asks for confirmation before it closes or reloads the page if something
 * would be lost, and a file dropped outside a drop zone does not replace the page.
 */
export function stayOnPage(holdsSomething: () => boolean): void {
  addEventListener('beforeunload', event => {
    if (holdsSomething()) {
      event.preventDefault();
    }
  });
  for (const kind of ['dragover', 'drop'] as const) {
    addEventListener(kind, event => {
      // A drop zone has already called preventDefault.
      if (!event.defaultPrevented && event.dataTransfer?.types.includes('Files') === true) {
        event.preventDefault();
        event.dataTransfer.dropEffect = 'none';
      }
    });
  }
}
