/** The corners of a pane, its edges' letters, and its slider. */

import type { Shelf } from "./config";
import { numbers } from "./dicom";
import { tidy } from "./geometry";
import type { Stage } from "./stage";
import { word } from "./words";

export class Readouts {
  constructor(
    private readonly root: HTMLElement,
    private readonly stage: Stage,
  ) {}

  private put(name: string, lines: (string | null | undefined)[]): void {
    const place = this.root.querySelector<HTMLElement>(`[data-viewer-corner="${name}"]`);
    const text = lines.filter(Boolean).join("\n");
    if (place && place.textContent !== text) place.textContent = text;
  }

  draw({ study, series }: Shelf): void {
    const { stage, root } = this;
    const image = word("image-of", { n: stage.index + 1, m: stage.count });
    this.put("patient", [study.patientLine]);
    this.put("series", [study.title, series.description]);
    this.put("image", [image, stage.hasDrawn ? this.size() : ""]);
    if (!stage.hasDrawn) return;
    this.put("window", [this.windowLine(), word("zoom", { n: stage.zoom.toFixed(1) }), this.turned()]);
    this.letters();
    this.slider(image);
    root.dataset.image = String(stage.index + 1);
    root.dataset.images = String(stage.count);
  }

  private size(): string {
    const thickness = numbers(this.stage.dataset, "00180050")[0];
    const spacing = this.stage.scaleAt([this.stage.pixelAt(this.stage.middle)])?.[0];
    const scale = spacing ? `${spacing.toFixed(2)} mm/px` : word("no-scale");
    return [thickness ? `${tidy(thickness, 2)} mm` : "", scale].filter(Boolean).join(" · ");
  }

  private windowLine(): string {
    const { window } = this.stage;
    if (!window) return "";
    const inverted = this.stage.inverted ? ` · ${word("inverted")}` : "";
    return `W ${Math.round(window.width)} L ${Math.round(window.centre)}${inverted}`;
  }

  private turned(): string {
    const { rotation, flips } = this.stage;
    return [rotation ? `${rotation}°` : "", flips ? word("flipped") : ""].filter(Boolean).join(" · ");
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
}
