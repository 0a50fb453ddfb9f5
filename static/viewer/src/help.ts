/** The help sheet lists the toolbar's own buttons, so it can never say other keys. */

export function fillHelp(root: HTMLElement): void {
  const place = root.querySelector<HTMLElement>("[data-viewer-key-groups]")!;
  const bar = root.querySelector<HTMLElement>("[role=toolbar]")!;
  const menus = [...bar.querySelectorAll<HTMLElement>("[popover]")];
  const rows = (within: HTMLElement, which: string) =>
    [...within.querySelectorAll<HTMLElement>(which)].flatMap(row);
  place.replaceChildren(
    group(bar.getAttribute("aria-label")!, rows(bar, ":scope > [aria-keyshortcuts]")),
    ...menus.map((menu) =>
      group(menu.getAttribute("aria-label")!, rows(menu, "[aria-keyshortcuts]:not(.rr-tool-narrow)")),
    ),
  );
}

function row(button: HTMLElement): HTMLElement[] {
  if (button.hidden) return [];
  const [term, meaning] = [document.createElement("dt"), document.createElement("dd")];
  const key = document.createElement("kbd");
  key.textContent = button.getAttribute("aria-keyshortcuts");
  term.append(key);
  meaning.textContent = button.querySelector("span")?.textContent?.trim() ?? "";
  return [term, meaning];
}

function group(title: string, rows: HTMLElement[]): HTMLElement {
  const section = document.createElement("section");
  const [head, list] = [document.createElement("h3"), document.createElement("dl")];
  head.textContent = title;
  list.className = "rr-keys";
  list.append(...rows);
  section.append(head, list);
  return section;
}
