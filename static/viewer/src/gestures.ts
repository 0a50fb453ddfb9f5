/** Mouse, pen and fingers on an image: one works the tool, two move and zoom. */

import type { Point } from "./surface";

export interface Hands {
  press(at: Point, event: PointerEvent): void;
  /** While pressed, with what it moved by; button 0 is the tool's, 1 pans, 2 zooms. */
  drag(button: number, by: Point, at: Point): void;
  release(at: Point): void;
  /** The tool's work of this press is taken back: a second finger came. */
  cancel(): void;
  hover(at: Point | null): void;
  wheel(images: number): void;
  pinch(factor: number, by: Point, at: Point): void;
  hold(at: Point): void;
}

const HOLD = 550;
const STILL = 8;
const NOTCH = 50;

export class Gestures {
  private readonly down = new Map<number, Point>();
  private button = 0;
  private start: Point = [0, 0];
  private holding: number | undefined;
  private isPinch = false;
  private rolled = 0;

  constructor(
    private readonly element: HTMLElement,
    private readonly hands: Hands,
  ) {
    element.addEventListener("contextmenu", (event) => event.preventDefault());
    element.addEventListener("pointerdown", this.onDown);
    element.addEventListener("pointermove", this.onMove);
    element.addEventListener("pointerup", this.onUp);
    element.addEventListener("pointercancel", this.onCancel);
    element.addEventListener("pointerleave", () => hands.hover(null));
    element.addEventListener("wheel", this.onWheel, { passive: false });
  }

  local = (event: MouseEvent): Point => {
    const box = this.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  };

  private readonly onDown = (event: PointerEvent): void => {
    const at = this.local(event);
    // The browser's own middle-button scrolling would take the drag away.
    if (event.button === 1) event.preventDefault();
    this.down.set(event.pointerId, at);
    this.element.setPointerCapture(event.pointerId);
    window.clearTimeout(this.holding);
    if (this.down.size > 1) return this.beginPinch();
    [this.button, this.start, this.isPinch] = [event.button, at, false];
    if (event.button === 0) this.hands.press(at, event);
    if (event.pointerType !== "mouse") {
      this.holding = window.setTimeout(() => {
        this.hands.cancel();
        this.hands.hold(at);
      }, HOLD);
    }
  };

  private beginPinch(): void {
    if (!this.isPinch) this.hands.cancel();
    this.isPinch = true;
  }

  private readonly onMove = (event: PointerEvent): void => {
    const at = this.local(event);
    const before = this.down.get(event.pointerId);
    if (!before) return this.hands.hover(at);
    if (this.down.size > 1) return this.pinched(event.pointerId, before, at);
    this.down.set(event.pointerId, at);
    if (Math.hypot(at[0] - this.start[0], at[1] - this.start[1]) > STILL) {
      window.clearTimeout(this.holding);
    }
    if (!this.isPinch) this.hands.drag(this.button, [at[0] - before[0], at[1] - before[1]], at);
  };

  private pinched(id: number, before: Point, at: Point): void {
    const other = [...this.down].find(([key]) => key !== id)![1];
    const apart = (point: Point) => Math.hypot(point[0] - other[0], point[1] - other[1]) || 1;
    const middle: Point = [(at[0] + other[0]) / 2, (at[1] + other[1]) / 2];
    const by: Point = [(at[0] - before[0]) / 2, (at[1] - before[1]) / 2];
    this.down.set(id, at);
    this.hands.pinch(apart(at) / apart(before), by, middle);
  }

  private readonly onUp = (event: PointerEvent): void => {
    window.clearTimeout(this.holding);
    const had = this.down.delete(event.pointerId);
    if (had && !this.isPinch && this.button === 0) this.hands.release(this.local(event));
  };

  private readonly onCancel = (event: PointerEvent): void => {
    window.clearTimeout(this.holding);
    if (this.down.delete(event.pointerId)) this.hands.cancel();
  };

  /** A wheel turns by notches, a trackpad by crumbs that add up to one. */
  private readonly onWheel = (event: WheelEvent): void => {
    event.preventDefault();
    const at = this.local(event);
    if (event.ctrlKey) return this.hands.pinch(1.01 ** -event.deltaY, [0, 0], at);
    const size = event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? event.deltaY : event.deltaY * NOTCH;
    this.rolled = Math.sign(size) === Math.sign(this.rolled) ? this.rolled + size : size;
    const images = Math.abs(size) >= NOTCH ? Math.sign(size) : Math.trunc(this.rolled / NOTCH);
    if (!images) return;
    this.rolled = 0;
    this.hands.wheel(images);
  };
}
