/**
 * Renders, and leaves the keyboard where it was. A browser drops the focus when its element goes or is disabled (a photo
 * that was removed, Train once it was pressed), and the next Tab would begin at the top of the page: then what stands in
 * that place of the section now has it.
 */
export function keepFocus(render: () => void): void {
  const before = document.activeElement;
  const section = before?.closest('section') ?? undefined;
  // Who clicked sees no focus, and a space bar that scrolls is not to press a button.
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

/** What the Tab key stops at. */
function stops(section: Element): HTMLElement[] {
  return [
    ...section.querySelectorAll<HTMLElement>(
      'button:not(:disabled), input:not(:disabled), select:not(:disabled), summary',
    ),
  ];
}
