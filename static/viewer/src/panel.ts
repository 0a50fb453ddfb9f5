/** The list of marks beside the image, in HTML that the server wrote. */

import type { ShownMark } from "./config";
import type { Marks } from "./marks";
import { say, word } from "./words";

export interface Where {
  describe(mark: ShownMark): string;
  goTo(mark: ShownMark): void;
}

export function wirePanel(page: ParentNode, marks: Marks, where: Where): void {
  const list = page.querySelector<HTMLElement>("[data-viewer-marks]");
  const row = page.querySelector<HTMLTemplateElement>("template[data-viewer-mark-row]");
  const input = page.querySelector<HTMLInputElement>("[data-viewer-input]");
  const none = page.querySelector<HTMLElement>("[data-viewer-none]");

  const draw = () => {
    if (input) input.value = JSON.stringify(marks.toJSON());
    if (none) none.hidden = marks.all.length > 0;
    if (list && row) list.replaceChildren(...marks.all.map((mark, n) => made(row, mark, n)));
  };

  const made = (template: HTMLTemplateElement, mark: ShownMark, index: number) => {
    const item = template.content.cloneNode(true) as DocumentFragment;
    const find = (name: string) => item.querySelector<HTMLElement>(`[${name}]`);
    const name = mark.label ?? word("mark-name", { n: index + 1 });
    find("data-mark-name")!.textContent = name;
    find("data-mark-where")!.textContent = where.describe(mark);
    find("data-mark-goto")?.addEventListener("click", () => where.goTo(mark));
    const remove = find("data-mark-remove");
    remove?.setAttribute("aria-label", word("remove", { n: index + 1 }));
    remove?.toggleAttribute("hidden", !marks.editable);
    remove?.addEventListener("click", () => {
      marks.remove(index);
      say(word("removed", { n: index + 1 }));
      const buttons = list?.querySelectorAll<HTMLElement>("[data-mark-remove]");
      (buttons?.[Math.min(index, buttons.length - 1)] ?? document.querySelector<HTMLElement>("[data-viewer-image]"))?.focus();
    });
    return item;
  };

  marks.onChange(draw);
  draw();
}
