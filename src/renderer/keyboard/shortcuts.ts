/** A key press as `aria-keyshortcuts` writes it: `Control+Shift+C`, `F5`, `Enter`. */
export function keysOf(event: KeyboardEvent): string {
  const { key } = event;
  return [
    ...(event.ctrlKey || event.metaKey ? ['Control'] : []),
    ...(event.altKey ? ['Alt'] : []),
    ...(event.shiftKey && key.length === 1 ? ['Shift'] : []),
    key.length === 1 ? key.toUpperCase() : key,
  ].join('+');
}

/** The control on the screen that says it answers to these keys. */
export function controlFor(keys: string): HTMLElement | undefined {
  return [...document.querySelectorAll<HTMLElement>('[aria-keyshortcuts]')].find(
    (control) =>
      control.getAttribute('aria-keyshortcuts')?.split(' ').includes(keys) &&
      control.checkVisibility(),
  );
}

/** What a shortcut does to its control: a field takes the focus, all else is pressed. */
export function press(control: HTMLElement): void {
  if (control instanceof HTMLInputElement) control.focus();
  else control.click();
}

/** Whether Enter and letters already mean something where the focus is. */
export function hasOwnKeys(target: EventTarget | null): boolean {
  return isField(target) || (target instanceof Element && target.closest(CONTROLS) !== null);
}

/** Whether the focus is where text goes. */
export function isField(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('input, select, textarea') !== null;
}

/** The tab where one is does nothing, so Enter is free there. */
const CONTROLS = 'button:not([aria-current="page"]), a, summary, [role="option"], dialog';
