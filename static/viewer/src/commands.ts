/** Every command by its button and by its key; the two can never differ. */

export interface Commands {
  [name: string]: () => void;
}

/** Keys that do not stand on a button. Shift with an arrow works the chosen tool. */
const KEYS: Record<string, string> = {
  ArrowUp: "previous",
  ArrowDown: "next",
  PageUp: "previous-ten",
  PageDown: "next-ten",
  Home: "first",
  End: "last",
  ArrowLeft: "series-previous",
  ArrowRight: "series-next",
  "+": "zoom-in",
  "=": "zoom-in",
  "-": "zoom-out",
  Enter: "place",
  Escape: "leave-cursor",
};

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const FIELDS = "input:not([type=range]), textarea, select, [contenteditable]";

export function wire(
  root: HTMLElement,
  commands: Commands,
  step: (x: number, y: number) => void,
): void {
  const keys = new Map(Object.entries(KEYS));
  for (const button of root.querySelectorAll<HTMLElement>("[data-viewer-do]")) {
    const name = button.dataset.viewerDo!;
    button.addEventListener("click", () => commands[name]?.());
    const key = button.getAttribute("aria-keyshortcuts");
    if (key) keys.set(key.toLowerCase(), name);
  }
  const onKey = (event: KeyboardEvent) => {
    if (unwanted(event, root)) return;
    const way = STEPS[event.key];
    if (way && event.shiftKey) {
      const size = event.ctrlKey ? 1 : 10;
      step(way[0] * size, way[1] * size);
    } else {
      const name = keys.get(event.key) ?? keys.get(event.key.toLowerCase());
      if (!name || event.ctrlKey || !commands[name]) return;
      commands[name]();
    }
    event.preventDefault();
  };
  // Cornerstone swallows every key inside its element, Tab too: come first, and keep it out.
  document.addEventListener("keydown", onKey, { capture: true });
  root
    .querySelector("[data-viewer-image]")
    ?.addEventListener("keydown", (event) => event.stopPropagation(), { capture: true });
  roving(root.querySelector<HTMLElement>("[role=toolbar]"));
}

/** Letters rest while a field has the focus, and where the reader switched them off. */
function unwanted(event: KeyboardEvent, root: HTMLElement): boolean {
  if (event.defaultPrevented || event.altKey || event.metaKey) return true;
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target as HTMLElement;
  const inImage = target.closest("[data-viewer-image]") !== null;
  if (target.matches(FIELDS)) return true;
  if (STEPS[event.key] && target.closest("[type=range], [role=toolbar]")) return true;
  if (event.key === "Enter" && target.closest("button, a, summary")) return true;
  if (event.key.length === 1) return quiet() && !inImage;
  const elsewhere = target !== document.body && !inImage && !root.contains(target);
  return elsewhere || (event.key === "Enter" && !inImage);
}

const quiet = () => "noSingleKeys" in document.body.dataset;

/** A toolbar is one stop for Tab; the arrows move inside it. */
function roving(bar: HTMLElement | null): void {
  if (!bar) return;
  const buttons = () =>
    [...bar.querySelectorAll<HTMLButtonElement>("button")].filter((one) => !one.hidden);
  buttons().forEach((button, n) => (button.tabIndex = n ? -1 : 0));
  bar.addEventListener("keydown", (event) => {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (!way || event.shiftKey) return;
    const all = buttons();
    const at = all.indexOf(document.activeElement as HTMLButtonElement);
    const next = all[(at + way + all.length) % all.length]!;
    all.forEach((button) => (button.tabIndex = -1));
    next.tabIndex = 0;
    next.focus();
    event.preventDefault();
  });
}
