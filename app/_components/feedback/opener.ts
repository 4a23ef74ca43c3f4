/** Where the focus was when a dialog was asked for: the element and, outwards, all that held it then. */
export type FocusPath = readonly Element[];

let lastUsed: FocusPath = [];

function pathOf(element: Element | null): FocusPath {
  const path: Element[] = [];
  for (let at = element; at !== null; at = at.parentElement) path.push(at);
  return path;
}

if (typeof document !== "undefined") {
  // Not every browser focuses a button that is clicked, and what was clicked may be gone before the dialog is there.
  const remember = ({ target }: Event) => {
    if (target instanceof Element)
      lastUsed = pathOf(target.closest("a[href], button, input, select, textarea, [tabindex]"));
  };
  document.addEventListener("focusin", remember, true);
  document.addEventListener("click", remember, true);
}

/** Reads what has the focus, or had it last if by now nothing has. Call it while rendering, before a dialog takes it. */
export function captureOpener(): FocusPath {
  if (typeof document === "undefined") return [];
  const active = document.activeElement;
  return active === null || active === document.body ? lastUsed : pathOf(active);
}

const focusable =
  ":is(a[href], button, input, select, textarea, [tabindex]):not(:disabled, [hidden], [hidden] *, [inert], [inert] *, dialog:not([open]) *)";

interface Place {
  isConnected: boolean;
  matches(selectors: string): boolean;
}

/** The opener if it can still take the focus, else the closest thing around it that can: its row, its region. */
export function closestFocusable<Held extends Place>(path: readonly Held[]): Held | undefined {
  return path.find((place) => place.isConnected && place.matches(focusable));
}

/** Gives the focus back after a dialog has closed; to the page's content where nothing of the opener's place is left. */
export function returnFocus(path: FocusPath): void {
  const place = closestFocusable(path) ?? document.getElementById("main-content");
  if (place instanceof HTMLElement) place.focus();
}
