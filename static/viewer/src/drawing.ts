/** Drawing a mark handle by handle, with a pointer or with keys, and dragging one. */

import type { Kind, Mark, Pixel } from "./config";
import { HANDLES, type Marks } from "./marks";
import type { Overlay } from "./overlay";
import type { Stage } from "./stage";
import type { Point } from "./surface";
import { say, word } from "./words";

const TRAVEL = 6;
const far = (a: Point, b: Point) => Math.hypot(a[0] - b[0], a[1] - b[1]) > TRAVEL;

export class Drawing {
  private pixels: Pixel[] = [];
  private kind: Kind | null = null;
  private from: Point | null = null;
  private isFirstPress = false;

  constructor(
    private readonly stage: Stage,
    private readonly overlay: Overlay,
    private readonly finished: (mark: Mark) => void,
  ) {}

  get isOn(): boolean {
    return this.pixels.length > 0;
  }

  private markOf(pixels: readonly Pixel[], kind = this.kind!): Mark {
    const { sopUid, frame } = this.stage.slot!;
    const points = this.stage.pointsOf(pixels);
    return { kind, sop_uid: sopUid, frame, pixels: [...pixels], points };
  }

  press(kind: Kind, at: Point): void {
    if (this.kind !== kind) this.leave();
    this.kind = kind;
    this.from = at;
    this.isFirstPress = this.pixels.length === 0 || (kind === "cobb" && this.pixels.length === 2);
    if (this.isFirstPress) this.put(at);
  }

  move(at: Point): void {
    if (!this.kind || !this.isOn) return;
    const pixel = this.stage.pixelAt(at);
    if (this.kind === "freehand" && this.from) {
      const last = this.stage.canvasAt(this.pixels[this.pixels.length - 1]!);
      if (Math.hypot(last[0] - at[0], last[1] - at[1]) > 3) this.pixels.push(pixel);
    }
    this.show(pixel);
  }

  private show(pixel: Pixel): void {
    this.overlay.moving = { mark: this.markOf([...this.pixels, pixel]) };
    this.overlay.draw();
  }

  release(at: Point): void {
    const { from, kind } = this;
    this.from = null;
    if (!from || !kind || !this.isOn) return;
    if (kind === "freehand") {
      if (this.pixels.length > 3) this.finish();
      return;
    }
    if (!this.isFirstPress || far(from, at)) this.put(at);
  }

  /** The next handle; a mark with all its handles is done. */
  put(at: Point, kind = this.kind): boolean {
    this.kind = kind;
    const pixel = this.stage.pixelAt(at);
    if (!kind || !this.stage.isOnImage(pixel)) {
      say(word("beside"));
      return false;
    }
    const last = this.pixels[this.pixels.length - 1];
    const again = last && !far(this.stage.canvasAt(last), at);
    if (again && kind === "freehand" && this.pixels.length > 2) this.finish();
    else if (!again) this.pixels.push(pixel);
    if (this.pixels.length >= HANDLES[kind]) this.finish();
    else if (this.isOn) this.show(pixel);
    return true;
  }

  private finish(): void {
    const mark = this.markOf(this.pixels);
    this.leave();
    this.finished(mark);
  }

  /** What is half drawn goes again. */
  leave(): void {
    this.pixels = [];
    this.from = null;
    this.kind = null;
    this.overlay.moving = null;
    this.overlay.draw();
  }

  /** Move one handle, or with none the whole, as far as a pointer moves. */
  drag(list: Marks, index: number, handle: number | null, event: PointerEvent, local: (event: PointerEvent) => Point): void {
    const kept = list.all[index];
    if (!kept || event.button > 0) return;
    event.preventDefault();
    event.stopPropagation();
    const start = this.stage.pixelAt(local(event));
    const id = event.pointerId;
    let moved: Mark | null = null;
    const move = (now: PointerEvent) => {
      if (now.pointerId !== id) return;
      const [x, y] = this.stage.pixelAt(local(now));
      const pixels = shifted(kept.pixels, handle, x - start[0], y - start[1]);
      if (!pixels.every((pixel) => this.stage.isOnImage(pixel))) return;
      moved = { ...kept, pixels, points: this.stage.pointsOf(pixels) };
      this.overlay.moving = { mark: moved, instead: { list, index } };
      this.overlay.draw();
    };
    const drop = () => {
      window.removeEventListener("pointermove", move);
      window.removeEventListener("pointerup", drop);
      window.removeEventListener("pointercancel", drop);
      this.overlay.moving = null;
      this.overlay.selected = { list, index };
      if (moved) list.change(index, moved);
      else this.overlay.draw();
    };
    window.addEventListener("pointermove", move);
    window.addEventListener("pointerup", drop);
    window.addEventListener("pointercancel", drop);
  }

  /** The chosen mark by keys, in points of the screen. */
  nudge(x: number, y: number): boolean {
    const { selected } = this.overlay;
    const kept = selected?.list.all[selected.index];
    if (!selected || !kept || this.stage.indexOf(kept) !== this.stage.index) return false;
    const [from, to] = [this.stage.pixelAt([0, 0]), this.stage.pixelAt([x, y])];
    const pixels = shifted(kept.pixels, null, to[0] - from[0], to[1] - from[1]);
    if (!pixels.every((pixel) => this.stage.isOnImage(pixel))) return true;
    selected.list.change(selected.index, { ...kept, pixels, points: this.stage.pointsOf(pixels) });
    return true;
  }
}

const shifted = (pixels: readonly Pixel[], handle: number | null, x: number, y: number): Pixel[] =>
  pixels.map((pixel, n) => (handle === null || n === handle ? [pixel[0] + x, pixel[1] + y] : pixel));
