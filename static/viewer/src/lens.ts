/** A magnifying glass: the image under the pointer, larger, in a round window. */

import type { Stage } from "./stage";
import type { Point } from "./surface";

const ACROSS = 220;
const TIMES = 2.5;

export class Lens {
  private at: Point | null = null;
  private readonly glass: HTMLCanvasElement;

  constructor(
    root: HTMLElement,
    private readonly stage: Stage,
  ) {
    this.glass = root.querySelector<HTMLCanvasElement>("[data-viewer-lens]")!;
  }

  show(at: Point): void {
    this.at = at;
    this.draw();
  }

  hide(): void {
    this.at = null;
    this.glass.hidden = true;
  }

  draw(): void {
    const source = this.stage.viewport.canvas;
    const context = this.glass.getContext("2d");
    if (!this.at || !source || !context) return;
    const ratio = source.width / (this.stage.size[0] || 1);
    const [x, y] = this.at;
    const part = (ACROSS / TIMES) * ratio;
    this.glass.hidden = false;
    this.glass.width = this.glass.height = Math.round(ACROSS * ratio);
    this.glass.style.left = `${x - ACROSS / 2}px`;
    this.glass.style.top = `${y - ACROSS / 2}px`;
    context.drawImage(
      source, x * ratio - part / 2, y * ratio - part / 2, part, part,
      0, 0, this.glass.width, this.glass.height,
    );
  }
}
