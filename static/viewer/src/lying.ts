/** How an image of a stack lies: zoomed, moved, turned and flipped, and back again. */

import type { Types } from "@cornerstonejs/core";

import type { Pixel } from "./config";
import { type Point, Surface } from "./surface";

/** How an image lies: enough to lay it so again, on a canvas of any size. */
export interface Lie {
  zoom: number;
  /** The pixel in the middle of the canvas, from the image's own middle. */
  x: number;
  y: number;
  rotation: number;
  flips: string;
}

type Turning = { setRotation(degrees: number): void; getRotation(): number };

export abstract class Lying extends Surface<Types.IStackViewport> {
  private flipped = "";

  abstract get columns(): number;
  abstract get rows(): number;
  abstract pixelAt(canvas: Point): Pixel;
  abstract canvasAt(pixel: Pixel): Point;

  private get turning(): Turning {
    return this.viewport as unknown as Turning;
  }

  get rotation(): number {
    return Math.round(this.turning.getRotation() || 0) % 360;
  }

  /** Kept, as the camera is worked out from the page's layout each time it is asked for. */
  get flips(): string {
    return this.flipped;
  }

  rotateBy(degrees: number): void {
    this.lie = { ...this.lie, rotation: (this.rotation + degrees + 360) % 360 };
  }

  flip(way: "h" | "v"): void {
    const flips = this.flips.includes(way)
      ? this.flips.replace(way, "")
      : [...this.flips, way].sort().join("");
    this.lie = { ...this.lie, flips };
  }

  private get imageMiddle(): Pixel {
    return [(this.columns - 1) / 2, (this.rows - 1) / 2];
  }

  get lie(): Lie {
    const { zoom, rotation, flips } = this;
    const [column, row] = this.pixelAt(this.middle);
    const [x, y] = this.imageMiddle;
    return { zoom, x: column - x, y: row - y, rotation, flips };
  }

  set lie(lie: Lie) {
    const { viewport } = this;
    this.flipped = lie.flips === "vh" ? "hv" : lie.flips;
    viewport.setCamera({
      flipHorizontal: lie.flips.includes("h"),
      flipVertical: lie.flips.includes("v"),
    });
    this.turning.setRotation(lie.rotation);
    this.zoom = lie.zoom;
    const [x, y] = this.imageMiddle;
    const [atX, atY] = this.canvasAt([x + lie.x, y + lie.y]);
    this.panBy(this.middle[0] - atX, this.middle[1] - atY);
  }

  /** After the canvas changed its size: the same part of the image, as large as fits. */
  refit(lie: Lie): void {
    this.asSent.zoom = this.rawZoom;
    this.lie = lie;
  }
}
