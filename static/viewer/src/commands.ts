/** Every command by its button and by its key; the two can never differ. */

export interface Commands {
  [name: string]: () => void;
}

/** Keys that do not stand on a button. Shift with an arrow works the chosen tool. */
const KEYS: Record<string, string> = {
  arrowup: "previous",
  arrowdown: "next",
  pageup: "previous-ten",
  pagedown: "next-ten",
  home: "first",
  end: "last",
  arrowleft: "series-previous",
  arrowright: "series-next",
  "+": "zoom-in",
  "=": "zoom-in",
  "-": "zoom-out",
  enter: "place",
  escape: "leave-cursor",
  e: "choose-next",
  delete: "remove",
  backspace: "remove",
  "shift+r": "rotate-left",
  "shift+k": "key-next",
  "shift+v": "link",
  ",": "slower",
  ".": "faster",
};

const STEPS: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

const FIELDS = "input:not([type=range]), textarea, select, [contenteditable]";

/** Letters tell Shift apart; signs like ? bear it in themselves. */
function nameOf(event: KeyboardEvent): string {
  const key = event.key === " " ? "space" : event.key.toLowerCase();
  return event.shiftKey && /^[a-z]$/.test(key) ? `shift+${key}` : key;
}

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
  document.addEventListener("keydown", (event) => {
    if (unwanted(event, root)) return;
    const way = STEPS[event.key];
    if (way && event.shiftKey) {
      const size = event.ctrlKey ? 1 : 10;
      step(way[0] * size, way[1] * size);
    } else {
      const name = keys.get(nameOf(event));
      if (!name || event.ctrlKey || !commands[name]) return;
      commands[name]();
    }
    event.preventDefault();
  }, { capture: true });
}

/** Letters rest while a field has the focus, and where the reader switched them off. */
function unwanted(event: KeyboardEvent, root: HTMLElement): boolean {
  if (event.defaultPrevented || event.altKey || event.metaKey) return true;
  if (document.querySelector("dialog[open]")) return true;
  const target = event.target as HTMLElement;
  const inImage = target.closest("[data-viewer-image]") !== null;
  if (target.matches(FIELDS)) return true;
  if (STEPS[event.key] && target.closest("[type=range], [role=toolbar], [popover]")) return true;
  if ((event.key === "Enter" || event.key === " ") && target.closest("button, a, summary")) return true;
  if (event.key === "Escape" && document.querySelector(":popover-open")) return true;
  if (event.key.length === 1) return quiet() && !inImage;
  const elsewhere = target !== document.body && !inImage && !root.contains(target);
  return elsewhere || (event.key === "Enter" && !inImage);
}

const quiet = () => "noSingleKeys" in document.body.dataset;
