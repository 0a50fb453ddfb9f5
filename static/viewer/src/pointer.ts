/** The tools without a mouse: Shift with an arrow works them, Enter sets a point. */

import type { Overlay } from "./overlay";
import type { Stage } from "./stage";
import type { Tools } from "./tools";
import { say, word } from "./words";

export class Pointer {
  constructor(
    private readonly stage: Stage,
    private readonly tools: Tools,
    private readonly overlay: Overlay,
    private readonly go: (index: number) => void,
    private readonly mark: (canvas: [number, number]) => void,
  ) {}

  /** What dragging the chosen tool does, or a move of the pointer. */
  step(x: number, y: number): void {
    const { stage } = this;
    const { name } = this.tools;
    if (name === "scroll") this.go(stage.index + Math.sign(y || x));
    else if (name === "zoom") stage.zoomBy(1.02 ** -(y || -x));
    else if (name === "pan") stage.panBy(x * 2, y * 2);
    else if (name === "window" && stage.window) {
      const { width, centre } = stage.window;
      stage.window = { width: Math.max(1, width + x), centre: centre + y };
    } else this.move(x, y);
  }

  private move(x: number, y: number): void {
    const { clientWidth, clientHeight } = this.stage.element;
    const [atX, atY] = this.overlay.cursor ?? [clientWidth / 2, clientHeight / 2];
    this.overlay.cursor = [
      Math.max(0, Math.min(clientWidth, atX + x)),
      Math.max(0, Math.min(clientHeight, atY + y)),
    ];
    this.overlay.draw();
  }

  place(): void {
    const { overlay, tools } = this;
    if (!overlay.cursor) return this.move(0, 0);
    if (tools.name === "mark") this.mark(overlay.cursor);
    if (tools.name !== "length" && tools.name !== "area") return;
    if (!overlay.first) {
      overlay.first = overlay.cursor;
      say(word("first-point"));
    } else {
      tools.measure(tools.name, overlay.first, overlay.cursor);
      overlay.first = null;
      say(word("measured"));
    }
    overlay.draw();
  }

  leave(): void {
    this.overlay.cursor = null;
    this.overlay.first = null;
    this.overlay.draw();
  }
}
