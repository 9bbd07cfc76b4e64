/**
 * Renders and keeps the keyboard focus. A browser drops the focus when its element is removed or disabled (a removed photo,
 * the pressed Train button), and the next Tab would start at the top of the page. In that case the focus moves to the element
 * that is now at the same position in the section.
 */
export function keepFocus(render: () => void): void {
  const before = document.activeElement;
  const section = before?.closest('section') ?? undefined;
  // After a mouse click the focus is not visible, and the space bar should scroll, not press a button.
  if (before === null || section === undefined || !before.matches(':focus-visible')) {
    render();
    return;
  }
  const at = stops(section).findIndex(element => element === before);
  render();
  if (before.isConnected && !before.matches(':disabled')) {
    return;
  }
  const now = stops(section);
  now[Math.min(at, now.length - 1)]?.focus();
}

/** The elements that the Tab key reaches. */
function stops(section: Element): HTMLElement[] {
  return [
    ...section.querySelectorAll<HTMLElement>(
      'button:not(:disabled), input:not(:disabled), select:not(:disabled), summary',
    ),
  ];
}
