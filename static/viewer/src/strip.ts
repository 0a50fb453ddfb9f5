/** The strip of series: a picture, a name, and how many images. */

import type { Config, Series } from "./config";
import { slots } from "./config";
import type { Source } from "./source";
import { word } from "./words";

export class Strip {
  private readonly buttons: HTMLButtonElement[];

  constructor(
    private readonly list: HTMLElement,
    config: Config,
    source: Source,
    choose: (index: number) => void,
  ) {
    this.buttons = config.series.map((series, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "rr-thumb";
      button.append(picture(series, source), ...lines(config, series));
      button.addEventListener("click", () => choose(index));
      return button;
    });
    this.list.replaceChildren(
      ...this.buttons.map((button) => {
        const item = document.createElement("li");
        item.append(button);
        return item;
      }),
    );
  }

  current(index: number): void {
    this.buttons.forEach((button, n) => {
      if (n === index) button.setAttribute("aria-current", "true");
      else button.removeAttribute("aria-current");
    });
    const item = this.buttons[index]?.parentElement;
    // Only the strip scrolls, never the page around it.
    if (item) this.list.scrollTo({ left: item.offsetLeft - 60, top: item.offsetTop - 60 });
  }
}

function picture(series: Series, source: Source): HTMLElement {
  const frame = document.createElement("span");
  frame.className = "rr-thumb-frame";
  frame.textContent = series.modality;
  if (series.thumbnail) {
    void source.picture(series.thumbnail).then(
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

function lines(config: Config, series: Series): Node[] {
  const count = slots(config, series).length;
  const name = document.createElement("span");
  name.className = "rr-thumb-name";
  name.textContent = series.description || series.modality;
  const images = document.createElement("span");
  images.textContent = count === 1 ? word("one-image") : word("images", { n: count });
  return [name, images];
}
