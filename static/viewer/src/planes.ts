/** Three planes through one series, that meet in a point and move together. */

import { cache, cornerstoneStreamingImageVolumeLoader, volumeLoader } from "@cornerstonejs/core";

import type { Commands } from "./commands";
import type { Shelf, Triple } from "./config";
import { hasWebGl } from "./graphics";
import type { Reel } from "./linked";
import { PlanePane, type Trio, WAYS } from "./plane";
import { PRESETS } from "./presets";
import type { Stage } from "./stage";
import type { Point } from "./surface";
import type { ToolName } from "./tools";
import { isVolume } from "./volume";
import { word } from "./words";

const SCHEME = "cornerstoneStreamingImageVolume";
volumeLoader.registerVolumeLoader(SCHEME, cornerstoneStreamingImageVolumeLoader as never);

const asked = new WeakMap<Reel, boolean>();

/** Why there are none of this series, or null where there are. */
export function whyNot(stage: Stage): string | null {
  const { reel } = stage;
  if (!asked.has(reel)) asked.set(reel, isVolume(reel.planes));
  if (stage.isColour || !asked.get(reel)) return word("no-volume");
  return hasWebGl() ? null : word("no-webgl");
}

export class Planes implements Trio {
  planes: PlanePane[] = [];
  meet: Triple = [0, 0, 0];
  progress = "";
  private active = 0;
  private spacing = 1;
  private steps = 0;

  constructor(
    private readonly box: HTMLElement,
    private readonly blank: HTMLElement,
    private readonly tool: () => ToolName,
    private readonly changed: () => void,
  ) {}

  get state(): string {
    return this.progress ? "loading" : "ready";
  }

  get isOpen(): boolean {
    return this.planes.length > 0;
  }

  async open(shelf: Shelf, stage: Stage, meet: Triple | undefined): Promise<void> {
    this.close();
    const volumeId = `${SCHEME}:${shelf.url}`;
    const volume = await volumeLoader.createAndCacheVolume(volumeId, { imageIds: [...stage.imageIds] });
    const { dimensions, spacing } = volume;
    this.spacing = Math.min(...spacing);
    const middle = dimensions.map((size) => Math.floor(size / 2)) as Triple;
    this.meet = meet ?? (volume.imageData!.indexToWorld(middle) as Triple);
    const window = stage.window;
    this.planes = WAYS.map((way) => new PlanePane(this.section(), way, this));
    await Promise.all(this.planes.map((plane) => plane.show(volumeId)));
    this.load(volume, stage.imageIds);
    this.planes.forEach((plane, n) => {
      if (window) plane.surface.window = window;
      if (stage.inverted) plane.surface.invert();
      plane.root.addEventListener("focusin", () => this.activate(n));
    });
    this.activate(0);
    this.moveTo(this.meet);
  }

  /** Slices that are not there yet look like water: say how many are. */
  private load(volume: { load(progress: () => void): void }, imageIds: readonly string[]): void {
    const count = imageIds.length;
    const tell = () => {
      const n = imageIds.filter((imageId) => cache.isLoaded(imageId)).length;
      this.progress = n < count ? word("loading", { n, m: count }) : "";
      for (const plane of this.planes) {
        plane.root.dataset.state = this.state;
        plane.draw();
      }
      this.changed();
      // A frame is told of before it lies in the cache: look again until all do.
      if (this.progress && this.isOpen) window.setTimeout(tell, 250);
    };
    volume.load(() => undefined);
    tell();
  }

  private section(): HTMLElement {
    const section = this.blank.cloneNode(true) as HTMLElement;
    section.querySelector(".rr-train")?.remove();
    this.box.append(section);
    return section;
  }

  close(): void {
    for (const plane of this.planes) plane.close();
    this.planes = [];
  }

  private activate(index: number): void {
    this.active = index;
    this.planes.forEach((plane, n) => plane.root.toggleAttribute("data-active", n === index));
  }

  private get plane(): PlanePane {
    return this.planes[this.active]!;
  }

  moveTo(meet: Triple): void {
    this.meet = meet;
    for (const plane of this.planes) {
      plane.cut(meet);
      plane.draw();
    }
    this.changed();
  }

  scroll(plane: PlanePane, slices: number): void {
    const by = -slices * this.spacing;
    const { normal } = plane;
    this.moveTo(this.meet.map((value, n) => value + normal[n]! * by) as Triple);
  }

  /** With every tool that does not move the image, a press says where the planes meet. */
  press(plane: PlanePane, at: Point): void {
    this.steps = 0;
    plane.root.focus({ preventScroll: true });
    if (this.points) this.moveTo(plane.surface.world(at));
  }

  private get points(): boolean {
    return !["scroll", "window", "zoom", "pan"].includes(this.tool());
  }

  drag(plane: PlanePane, button: number, [x, y]: Point, at: Point): void {
    const { surface } = plane;
    const tool = this.tool();
    if (button === 1 || (button === 0 && tool === "pan")) surface.panBy(x, y);
    else if (button === 2 || tool === "zoom") surface.zoomBy(1.01 ** -y);
    else if (tool === "window") this.windowBy(x, y);
    else if (tool === "scroll") this.dragScroll(plane, y);
    else this.moveTo(surface.world(at));
  }

  private dragScroll(plane: PlanePane, y: number): void {
    this.steps += y;
    const slices = Math.trunc(this.steps / 4);
    this.steps -= slices * 4;
    if (slices) this.scroll(plane, slices);
  }

  private windowBy(x: number, y: number): void {
    const { window } = this.plane.surface;
    if (!window) return;
    const step = Math.max(0.1, window.width / 300);
    const width = Math.max(1, window.width + x * step);
    this.each(({ surface }) => (surface.window = { width, centre: window.centre + y * step }));
  }

  private each(deed: (plane: PlanePane) => void): void {
    this.planes.forEach(deed);
    this.changed();
  }

  /** Shift with an arrow, as in a stack; else it moves the point in which they meet. */
  step(x: number, y: number): void {
    const { surface } = this.plane;
    const tool = this.tool();
    if (tool === "scroll") this.scroll(this.plane, Math.sign(y || x));
    else if (tool === "zoom") surface.zoomBy(1.02 ** -(y || -x));
    else if (tool === "pan") surface.panBy(x * 2, y * 2);
    else if (tool === "window") this.windowBy(x, y);
    else {
      const [atX, atY] = surface.canvas(this.meet);
      this.moveTo(surface.world([atX + x, atY + y]));
    }
  }

  /** The commands that mean something other on planes; what is not here rests. */
  get commands(): Commands {
    const by = (slices: number) => () => this.scroll(this.plane, slices);
    const presets = Object.entries(PRESETS).map(
      ([name, window]) => [name, () => this.each(({ surface }) => (surface.window = window))] as const,
    );
    return {
      ...Object.fromEntries(presets),
      previous: by(-1),
      next: by(1),
      "previous-ten": by(-10),
      "next-ten": by(10),
      narrower: () => this.each(({ surface }) => surface.narrow(1 / 1.25)),
      wider: () => this.each(({ surface }) => surface.narrow(1.25)),
      invert: () => this.each(({ surface }) => surface.invert()),
      "zoom-in": () => this.plane.surface.zoomBy(1.2),
      "zoom-out": () => this.plane.surface.zoomBy(1 / 1.2),
      reset: () =>
        this.each(({ surface }) => {
          surface.viewport.resetCamera();
          surface.viewport.render();
        }),
    };
  }
}
