/** The page around the images: its list of marks, its hidden fields, links to an image. */

import type { ShownMark } from "./config";
import type { Layers } from "./overlay";
import type { Stage } from "./stage";
import { say, word } from "./words";

export interface Where {
  describe(mark: ShownMark): string;
  goTo(sopUid: string, frame: number): void;
  redraw(): void;
}

export function wirePanel(layers: Layers, where: Where): void {
  const { marks } = layers;
  const page = document;
  const list = page.querySelector<HTMLElement>("[data-viewer-marks]");
  const row = page.querySelector<HTMLTemplateElement>("template[data-viewer-mark-row]");
  const input = page.querySelector<HTMLInputElement>("[data-viewer-input]");
  const none = page.querySelector<HTMLElement>("[data-viewer-none]");

  let naming = false; // the rows stay: the field that was gone to must not be replaced
  const draw = () => {
    if (input) fill(input, JSON.stringify(marks.toJSON()));
    if (none) none.hidden = marks.all.length > 0;
    if (!list || !row || naming) return;
    const typing = list.contains(document.activeElement) && document.activeElement instanceof HTMLInputElement;
    if (!typing) list.replaceChildren(...marks.all.map((mark, n) => made(row, mark, n)));
  };

  const made = (template: HTMLTemplateElement, mark: ShownMark, index: number) => {
    const item = template.content.cloneNode(true) as DocumentFragment;
    const find = (name: string) => item.querySelector<HTMLElement>(`[${name}]`);
    const heading = find("data-mark-name")!;
    heading.textContent = nameOf(mark, index);
    find("data-mark-where")!.textContent = where.describe(mark);
    find("data-mark-goto")?.addEventListener("click", () => where.goTo(mark.sop_uid, mark.frame));
    const label = item.querySelector<HTMLInputElement>("input[data-mark-label]");
    if (label) {
      label.value = mark.label ?? "";
      label.addEventListener("change", () => {
        naming = true;
        marks.change(index, { ...marks.all[index]!, label: label.value.trim() });
        naming = false;
        heading.textContent = nameOf(marks.all[index]!, index);
      });
    }
    const remove = find("data-mark-remove");
    remove?.setAttribute("aria-label", word("remove", { n: index + 1 }));
    remove?.toggleAttribute("hidden", !marks.editable);
    remove?.addEventListener("click", () => {
      marks.remove(index);
      say(word("removed", { n: index + 1 }));
      const buttons = list?.querySelectorAll<HTMLElement>("[data-mark-remove]");
      (buttons?.[Math.min(index, buttons.length - 1)] ?? page.querySelector<HTMLElement>("[data-viewer-image]"))?.focus();
    });
    return item;
  };

  marks.onChange(draw);
  draw();
  wireLinks(layers, where);
}

/** "2 · Length", "3 · Nodule": a point needs no more than its number. */
function nameOf(mark: ShownMark, index: number): string {
  const name = word("mark-name", { n: index + 1 });
  const kind = mark.kind === "point" ? "" : word(`kind-${mark.kind}`);
  return mark.label ?? [name, kind].filter(Boolean).join(" · ");
}

function wireLinks({ visible }: Layers, where: Where): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("[data-viewer-show]")) {
    const which = box.dataset.viewerShow as "yours" | "expert";
    visible[which] = box.checked;
    box.addEventListener("change", () => {
      visible[which] = box.checked;
      where.redraw();
    });
  }
  for (const link of document.querySelectorAll<HTMLElement>("[data-viewer-goto]")) {
    link.addEventListener("click", () =>
      where.goTo(link.dataset.viewerGoto!, Number(link.dataset.viewerFrame ?? 1)),
    );
  }
}

/** A field of the page's form follows, and whoever listens to it hears of it. */
function fill(input: HTMLInputElement | null, value: string): void {
  if (!input || input.value === value) return;
  input.value = value;
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** The window and the image on the screen, for exercises that ask for them. */
export function fillFields(stage: Stage): void {
  const range = stage.viewport.getProperties().voiRange;
  const { slot } = stage;
  if (range) {
    const { lower, upper } = range;
    fill(field("window"), JSON.stringify({ lower, upper }));
  }
  if (slot) fill(field("place"), JSON.stringify({ sop_uid: slot.sopUid, frame: slot.frame }));
}

const field = (name: string) =>
  document.querySelector<HTMLInputElement>(`input[data-viewer-${name}]`);

export function status(sentence: string, state: string): void {
  const line = document.querySelector<HTMLElement>("[data-viewer-status]");
  if (!line) return;
  line.textContent = sentence;
  line.dataset.state = state;
}
