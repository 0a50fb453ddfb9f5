/** The corners of the image, its edges' letters, and the slider. */

import type { Config, Series } from "./config";
import { numbers } from "./dicom";
import { tidy } from "./geometry";
import { nameOf } from "./presets";
import type { Stage } from "./stage";
import { word } from "./words";

export class Readouts {
  constructor(
    private readonly root: HTMLElement,
    private readonly stage: Stage,
    private readonly config: Config,
  ) {}

  private put(name: string, lines: (string | null | undefined)[]): void {
    const place = this.root.querySelector<HTMLElement>(`[data-viewer-corner="${name}"]`);
    if (place) place.textContent = lines.filter(Boolean).join("\n");
  }

  draw(series: Series): void {
    const { stage, config } = this;
    if (!stage.viewport.getCornerstoneImage()) return this.waiting(series);
    const image = word("image-of", { n: stage.index + 1, m: stage.count });
    this.put("patient", [config.patientLine]);
    this.put("series", [config.title, series.description]);
    this.put("image", [image, this.size()]);
    this.put("window", [this.windowLine(), word("zoom", { n: stage.zoom.toFixed(1) })]);
    this.letters();
    this.slider(image);
    this.presets();
    this.root.dataset.image = String(stage.index + 1);
    this.root.dataset.images = String(stage.count);
  }

  private waiting(series: Series): void {
    this.put("series", [this.config.title, series.description]);
    this.put("image", [word("image-of", { n: this.stage.index + 1, m: this.stage.count })]);
  }

  private size(): string {
    const thickness = numbers(this.stage.dataset, "00180050")[0];
    const [spacing] = this.stage.spacing;
    const scale = spacing ? `${spacing.toFixed(2)} mm/px` : word("no-scale");
    return [thickness ? `${tidy(thickness, 2)} mm` : "", scale].filter(Boolean).join(" · ");
  }

  private windowLine(): string {
    const { window } = this.stage;
    if (!window) return "";
    const inverted = this.stage.inverted ? ` · ${word("inverted")}` : "";
    return `W ${Math.round(window.width)} L ${Math.round(window.centre)}${inverted}`;
  }

  private letters(): void {
    const { edges } = this.stage;
    for (const side of ["left", "right", "top", "bottom"] as const) {
      const place = this.root.querySelector(`[data-viewer-edge="${side}"]`);
      if (place) place.textContent = edges?.[side] ?? "";
    }
  }

  private slider(text: string): void {
    const slider = this.root.querySelector<HTMLInputElement>("[data-viewer-slider]");
    if (!slider) return;
    slider.hidden = this.stage.count < 2;
    slider.max = String(this.stage.count);
    slider.value = String(this.stage.index + 1);
    slider.setAttribute("aria-valuetext", text);
  }

  private presets(): void {
    const { window } = this.stage;
    const present = window && nameOf(window);
    const ct = this.stage.modality === "CT";
    for (const button of this.root.querySelectorAll<HTMLElement>("[data-viewer-preset]")) {
      button.hidden = !ct;
      button.setAttribute("aria-pressed", String(button.dataset.viewerPreset === present));
    }
    this.root
      .querySelector('[data-viewer-do="invert"]')
      ?.setAttribute("aria-pressed", String(this.stage.inverted));
  }
}
