/** What every image on the screen can do: its window, and how it lies on its canvas. */

import type { Types } from "@cornerstonejs/core";

import type { Triple } from "./config";
import { type Edges, edgesOf, letters } from "./geometry";
import { type Window, fromRange, scaled, toRange } from "./presets";

export type Point = [number, number];
type Viewport = Types.IStackViewport | Types.IVolumeViewport;

export class Surface<V extends Viewport = Viewport> {
  /** How the image first lay: both renderers call different numbers "as it is". */
  protected asSent = { invert: false, zoom: 1 };
  /** The window that was asked for; null while each image has its own. */
  protected chosen: Window | null = null;
  private kept: Point | null = null;

  constructor(
    readonly element: HTMLDivElement,
    readonly viewport: V,
  ) {
    new ResizeObserver(() => this.measure()).observe(element);
  }

  /** From here on this is how the image came. */
  adopt(): void {
    const invert = Boolean(this.viewport.getProperties()?.invert);
    this.asSent = { invert, zoom: this.rawZoom };
  }

  on(names: readonly string[], listener: () => void): void {
    for (const name of names) this.element.addEventListener(name, listener);
  }

  get window(): Window | null {
    const range = this.viewport.getProperties()?.voiRange;
    return range ? fromRange(range.lower, range.upper) : null;
  }

  set window(window: Window) {
    this.chosen = window;
    this.viewport.setProperties({ voiRange: toRange(window) } as never);
    this.viewport.render();
  }

  narrow(factor: number): void {
    if (this.window) this.window = scaled(this.window, factor);
  }

  get inverted(): boolean {
    return Boolean(this.viewport.getProperties()?.invert) !== this.asSent.invert;
  }

  invert(): void {
    this.viewport.setProperties({ invert: !this.viewport.getProperties()?.invert } as never);
    this.viewport.render();
  }

  /** Kept, as asking the page for it after every change would lay it out each time. */
  get size(): Point {
    return this.kept ?? this.measure();
  }

  measure(): Point {
    this.kept = [this.element.clientWidth, this.element.clientHeight];
    return this.kept;
  }

  get middle(): Point {
    return [this.size[0] / 2, this.size[1] / 2];
  }

  world(canvas: Point): Triple {
    return this.viewport.canvasToWorld(canvas) as Triple;
  }

  canvas(world: Triple): Point {
    return this.viewport.worldToCanvas(world) as Point;
  }

  protected get rawZoom(): number {
    return this.viewport.getZoom() || 1;
  }

  get zoom(): number {
    return this.rawZoom / this.asSent.zoom;
  }

  set zoom(zoom: number) {
    const within = Math.min(40, Math.max(0.1, zoom));
    this.viewport.setZoom(within * this.asSent.zoom);
  }

  /** What lies under the given point stays there. */
  zoomBy(factor: number, at: Point = this.middle): void {
    const fixed = this.world(at);
    this.zoom *= factor;
    const [x, y] = this.canvas(fixed);
    this.panBy(at[0] - x, at[1] - y);
  }

  panBy(x: number, y: number): void {
    const [from, to] = [this.world([x, y]), this.world([0, 0])];
    const { focalPoint, position } = this.viewport.getCamera();
    const moved = (point: Types.Point3 | undefined) =>
      point?.map((value, n) => value + to[n]! - from[n]!) as Types.Point3;
    this.viewport.setCamera({ focalPoint: moved(focalPoint), position: moved(position) });
    this.viewport.render();
  }

  /** How long one point of the screen is, in millimetres or, without spacing, pixels. */
  get perPoint(): number {
    const [a, b] = [this.world([0, 0]), this.world([100, 0])];
    return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 100;
  }

  /** Where the screen's right and lower edge point to. */
  protected get ways(): [Triple, Triple] {
    const [middle, right, down] = [[0, 0], [100, 0], [0, 100]].map((at) => this.world(at as Point));
    const from = (to: Triple) => {
      const way = to.map((value, n) => value - middle![n]!) as Triple;
      const size = Math.hypot(...way) || 1;
      return way.map((value) => value / size) as Triple;
    };
    return [from(right!), from(down!)];
  }

  get edges(): Edges | null {
    const [right, down] = this.ways;
    return edgesOf(letters(right), letters(down));
  }
}
