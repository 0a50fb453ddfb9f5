/** What a press, a drag or a key does in a pane, by the tool that is chosen. */

import type { Hands } from "./gestures";
import { Lens } from "./lens";
import type { Pane } from "./pane";
import type { Point } from "./surface";

export class Hand implements Hands {
  readonly lens: Lens;
  private scrolled = 0;

  constructor(private readonly pane: Pane) {
    this.lens = new Lens(pane.root, pane.stage);
  }

  press(at: Point): void {
    const { pane } = this;
    const kind = pane.room.kind();
    this.scrolled = 0;
    pane.root.focus({ preventScroll: true });
    pane.overlay.cursor = null;
    pane.overlay.selected = null;
    if (pane.room.tool() === "lens") this.lens.show(at);
    if (kind && pane.stage.shown) pane.drawing.press(kind, at);
  }

  drag(button: number, [x, y]: Point, at: Point): void {
    const { stage } = this.pane;
    if (button === 1) return stage.panBy(x, y);
    if (button === 2) return stage.zoomBy(1.01 ** -y);
    if (this.pane.room.kind()) return this.pane.drawing.move(at);
    const tool = this.pane.room.tool();
    if (tool === "pan") stage.panBy(x, y);
    else if (tool === "zoom") stage.zoomBy(1.01 ** -y);
    else if (tool === "window") this.windowBy(x, y);
    else if (tool === "lens") this.lens.show(at);
    else if (tool === "scroll") this.scrollBy(y);
  }

  /** As far as the window is wide, so that bone and brain feel alike. */
  private windowBy(x: number, y: number): void {
    const { stage } = this.pane;
    if (!stage.window) return;
    const { width, centre } = stage.window;
    const step = Math.max(0.1, width / 300);
    stage.window = { width: Math.max(1, width + x * step), centre: centre + y * step };
  }

  /** The whole stack over the height of the pane, yet never more than an image a hair. */
  private scrollBy(y: number): void {
    const { stage } = this.pane;
    const step = Math.max(4, Math.min(24, stage.size[1] / stage.count));
    this.scrolled += y;
    const images = Math.trunc(this.scrolled / step);
    if (!images) return;
    this.scrolled -= images * step;
    this.pane.go(stage.index + images);
  }

  release(at: Point): void {
    this.lens.hide();
    if (this.pane.room.kind()) this.pane.drawing.release(at);
  }

  cancel(): void {
    this.lens.hide();
    this.pane.drawing.leave();
  }

  hover(at: Point | null): void {
    if (at) this.pane.drawing.move(at);
  }

  wheel(images: number): void {
    this.pane.go(this.pane.stage.index + images);
  }

  pinch(factor: number, [x, y]: Point, at: Point): void {
    this.pane.stage.panBy(x, y);
    this.pane.stage.zoomBy(factor, at);
  }

  /** A long press asks for the value under the finger. */
  hold(at: Point): void {
    this.pane.drawing.press("probe", at);
  }

  /** Shift with an arrow: what dragging the chosen tool does, or a move of the pointer. */
  step(x: number, y: number): void {
    const { stage, room, drawing } = this.pane;
    const tool = room.tool();
    if (drawing.nudge(x, y)) return;
    if (tool === "scroll") this.pane.go(stage.index + Math.sign(y || x));
    else if (tool === "zoom") stage.zoomBy(1.02 ** -(y || -x));
    else if (tool === "pan") stage.panBy(x * 2, y * 2);
    else if (tool === "window" && stage.window) {
      const { width, centre } = stage.window;
      stage.window = { width: Math.max(1, width + x), centre: centre + y };
    } else this.moveCursor(x, y);
  }

  private moveCursor(x: number, y: number): void {
    const { stage, overlay, drawing, room } = this.pane;
    const [atX, atY] = overlay.cursor ?? stage.middle;
    const within = (value: number, size: number) => Math.max(0, Math.min(size, value));
    overlay.cursor = [within(atX + x, stage.size[0]), within(atY + y, stage.size[1])];
    if (room.tool() === "lens") this.lens.show(overlay.cursor);
    if (drawing.isOn) drawing.move(overlay.cursor);
    overlay.draw();
  }

  /** Enter: the next handle at the keyboard's pointer. */
  place(): void {
    const { overlay, drawing, room } = this.pane;
    const kind = room.kind();
    if (!kind) return;
    if (!overlay.cursor) return this.moveCursor(0, 0);
    drawing.put(overlay.cursor, kind);
    overlay.draw();
  }

  leave(): void {
    const { overlay, drawing } = this.pane;
    overlay.cursor = null;
    overlay.selected = null;
    this.lens.hide();
    drawing.leave();
  }
}
