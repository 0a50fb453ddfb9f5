/** The strip of series, the prior's too: a picture, a name, and how many images. */

import type { Shelf } from "./config";
import type { Source } from "./source";
import { word } from "./words";

export class Strip {
  private readonly buttons = new Map<Shelf, HTMLButtonElement>();
  private shown: Shelf | null = null;

  constructor(
    private readonly list: HTMLElement,
    shelves: readonly Shelf[],
    source: Source,
    choose: (shelf: Shelf) => void,
  ) {
    for (const shelf of shelves) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "rr-thumb";
      button.append(picture(shelf, source), ...lines(shelf));
      button.addEventListener("click", () => choose(shelf));
      this.buttons.set(shelf, button);
    }
    this.list.replaceChildren(
      ...[...this.buttons.values()].map((button) => {
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
  }

  current(shelf: Shelf): void {
    if (shelf === this.shown) return;
    this.shown = shelf;
    for (const [one, button] of this.buttons) {
      if (one === shelf) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    }
    const item = this.buttons.get(shelf)?.parentElement;
    // Only the strip scrolls, never the page around it.
    if (item) this.list.scrollTo({ left: item.offsetLeft - 60, top: item.offsetTop - 60 });
  }
}

function picture(shelf: Shelf, source: Source): HTMLElement {
  const frame = document.createElement("span");
  frame.className = "rr-thumb-frame";
  frame.textContent = shelf.series.modality;
  if (shelf.series.thumbnail) {
    void source.picture(shelf).then(
      (url) => {
        const image = new Image();
        image.alt = "";
        image.src = url;
        frame.replaceChildren(image);
      },
      () => undefined,
    );
  }
  return frame;
}

function lines(shelf: Shelf): Node[] {
  const { series, slots, isPrior } = shelf;
  const name = document.createElement("span");
  name.className = "rr-thumb-name";
  const own = series.description || series.modality;
  name.textContent = isPrior ? word("prior", { name: own }) : own;
  const images = document.createElement("span");
  images.textContent =
    slots.length === 1 ? word("one-image") : word("images", { n: slots.length });
  return [name, images];
}
