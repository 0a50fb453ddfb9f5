/** The toolbar: one stop for Tab, its menus, and what of it is on. */

import type { Layout } from "./config";
import { nameOf } from "./presets";
import type { Stage } from "./stage";
import type { ToolName } from "./tools";

export interface Shown {
  stage: Stage;
  tool: ToolName;
  layout: Layout;
  isLinked: boolean;
  isPlaying: boolean;
  isKey: boolean;
  whyNoPlanes: string | null;
}

export class Bar {
  private drawn = "";

  constructor(private readonly root: HTMLElement) {
    roving(root.querySelector<HTMLElement>("[role=toolbar]")!);
    for (const menu of root.querySelectorAll<HTMLElement>("[popover]")) wireMenu(root, menu);
  }

  hide(name: string, isHidden: boolean): void {
    for (const button of this.buttons(name)) button.hidden = isHidden;
  }

  private buttons(name: string): HTMLElement[] {
    return [...this.root.querySelectorAll<HTMLElement>(`[data-viewer-do="${name}"]`)];
  }

  draw({ stage, tool, layout, isLinked, isPlaying, isKey, whyNoPlanes }: Shown): void {
    const isCt = stage.modality === "CT";
    const preset = isCt && stage.window ? nameOf(stage.window) : null;
    const on = new Set<string | null>([tool, preset]);
    if (stage.inverted) on.add("invert");
    if (stage.flips.includes("h")) on.add("flip-h");
    if (stage.flips.includes("v")) on.add("flip-v");
    if (layout !== "stack") on.add(layout);
    if (isLinked && layout === "two") on.add("link");
    if (isPlaying) on.add("play");
    if (isKey) on.add("key");
    const now = [...on, isCt, whyNoPlanes].join();
    if (now === this.drawn) return;
    this.drawn = now;
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-viewer-do]")) {
      const isOn = on.has(button.dataset.viewerDo!);
      if (button.hasAttribute("aria-pressed")) set(button, "aria-pressed", String(isOn));
      if ("viewerPreset" in button.dataset) button.hidden = !isCt;
    }
    this.hide("mpr", whyNoPlanes !== null);
    const why = this.root.querySelector<HTMLElement>("[data-viewer-no-planes]")!;
    why.hidden = whyNoPlanes === null;
    why.textContent = whyNoPlanes;
    for (const opener of this.root.querySelectorAll<HTMLElement>("[popovertarget]")) {
      const menu = document.getElementById(opener.getAttribute("popovertarget")!);
      const holds = menu?.querySelector('[aria-pressed="true"]:not(.rr-tool-narrow, [data-viewer-preset])') !== null;
      opener.toggleAttribute("data-on", holds);
    }
  }
}

function set(element: HTMLElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

/** A toolbar is one stop for Tab; the arrows move inside it. */
function roving(bar: HTMLElement): void {
  const buttons = () => visible(bar, ":scope > button");
  buttons().forEach((button, n) => (button.tabIndex = n ? -1 : 0));
  bar.addEventListener("keydown", (event) => {
    if ((event.target as HTMLElement).closest("[popover]")) return;
    move(event, buttons(), { ArrowLeft: -1, ArrowRight: 1 }, (next) => {
      for (const button of bar.querySelectorAll<HTMLElement>(":scope > button")) button.tabIndex = -1;
      next.tabIndex = 0;
    });
  });
}

const visible = (within: HTMLElement, what: string) =>
  [...within.querySelectorAll<HTMLElement>(what)].filter((one) => one.checkVisibility());

function move(
  event: KeyboardEvent,
  all: HTMLElement[],
  ways: Record<string, number>,
  before?: (next: HTMLElement) => void,
): void {
  const way = ways[event.key];
  if (!way || event.shiftKey || !all.length) return;
  const next = all[(all.indexOf(document.activeElement as HTMLElement) + way + all.length) % all.length]!;
  before?.(next);
  next.focus();
  event.preventDefault();
}

/** A menu stands at its button, closes once something is chosen, and gives the focus back. */
function wireMenu(root: HTMLElement, menu: HTMLElement): void {
  const opener = root.querySelector<HTMLElement>(`[popovertarget="${menu.id}"]`);
  menu.addEventListener("toggle", (event) => {
    const isOpen = (event as ToggleEvent).newState === "open";
    opener?.setAttribute("aria-expanded", String(isOpen));
    if (isOpen && opener) place(menu, opener);
  });
  menu.addEventListener("click", (event) => {
    const button = (event.target as HTMLElement).closest("[data-viewer-do]");
    if (button && !button.hasAttribute("data-viewer-stays")) menu.hidePopover();
  });
  menu.addEventListener("keydown", (event) =>
    move(event, visible(menu, "button, select"), { ArrowUp: -1, ArrowDown: 1 }),
  );
}

function place(menu: HTMLElement, opener: HTMLElement): void {
  const at = opener.getBoundingClientRect();
  const { offsetWidth, offsetHeight } = menu;
  const left = Math.max(8, Math.min(innerWidth - offsetWidth - 8, at.left));
  const below = at.bottom + 4 + offsetHeight <= innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.max(8, below ? at.bottom + 4 : at.top - offsetHeight - 4)}px`;
  visible(menu, "button")[0]?.focus();
}
