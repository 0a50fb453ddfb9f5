/** One of the three planes through a volume: axial, sagittal or coronal. */

import { Enums, type Types } from "@cornerstonejs/core";

import type { Triple } from "./config";
import { closePlane, openPlane } from "./engine";
import { Gestures } from "./gestures";
import { cross, scaleBar, tidy } from "./geometry";
import { node } from "./shapes";
import { type Point, Surface } from "./surface";
import { throughPoint } from "./volume";
import { word } from "./words";

export const WAYS = ["axial", "sagittal", "coronal"] as const;
export type Way = (typeof WAYS)[number];

const { Events, OrientationAxis } = Enums;
const AXES: Record<Way, Enums.OrientationAxis> = {
  axial: OrientationAxis.AXIAL,
  sagittal: OrientationAxis.SAGITTAL,
  coronal: OrientationAxis.CORONAL,
};
const GAP = 16;

/** What a plane asks of the three together. */
export interface Trio {
  readonly meet: Triple;
  readonly progress: string;
  readonly planes: readonly PlanePane[];
  drag(plane: PlanePane, button: number, by: Point, at: Point): void;
  press(plane: PlanePane, at: Point): void;
  scroll(plane: PlanePane, slices: number): void;
}

export class PlanePane {
  readonly surface: Surface<Types.IVolumeViewport>;
  private readonly id: string;
  private drawn = 0;
  private isClosed = false;

  constructor(
    readonly root: HTMLElement,
    readonly way: Way,
    private readonly trio: Trio,
  ) {
    this.id = `plane-${way}`;
    const element = root.querySelector<HTMLDivElement>("[data-viewer-canvas]")!;
    this.surface = new Surface(element, openPlane(element, this.id));
    root.classList.add("rr-plane");
    root.classList.toggle("rr-plane-large", way === "axial");
    root.dataset.way = way;
    root.setAttribute("aria-label", word(`plane-${way}`));
    this.surface.on([Events.IMAGE_RENDERED, Events.CAMERA_MODIFIED, Events.VOI_MODIFIED], () =>
      this.draw(),
    );
    this.gestures();
  }

  private gestures(): void {
    const { trio, surface } = this;
    new Gestures(surface.element, {
      press: (at) => trio.press(this, at),
      drag: (button, by, at) => trio.drag(this, button, by, at),
      release: () => undefined,
      cancel: () => undefined,
      hover: () => undefined,
      wheel: (slices) => trio.scroll(this, slices),
      pinch: (factor, [x, y], at) => {
        surface.panBy(x, y);
        surface.zoomBy(factor, at);
      },
      hold: (at) => trio.press(this, at),
    });
  }

  async show(volumeId: string): Promise<void> {
    const { viewport } = this.surface;
    viewport.setOrientation(AXES[this.way]);
    await viewport.setVolumes([{ volumeId }]);
    viewport.resetCamera();
    this.surface.adopt();
    viewport.render();
  }

  close(): void {
    this.isClosed = true;
    cancelAnimationFrame(this.drawn);
    closePlane(this.id);
    this.root.remove();
  }

  get normal(): Triple {
    return this.surface.viewport.getCamera().viewPlaneNormal as Triple;
  }

  /** Cut through where the planes meet, without moving sideways. */
  cut(meet: Triple): void {
    const { viewport } = this.surface;
    const { focalPoint, position } = viewport.getCamera();
    const focus = throughPoint(focalPoint as Triple, this.normal, meet);
    const moved = position!.map((value, n) => value + focus[n]! - focalPoint![n]!) as Triple;
    viewport.setCamera({ focalPoint: focus, position: moved });
    viewport.render();
  }

  draw(): void {
    if (this.drawn || this.isClosed) return;
    this.drawn = requestAnimationFrame(() => {
      this.drawn = 0;
      this.corners();
      this.root
        .querySelector("[data-viewer-layer]")!
        .replaceChildren(...this.crossing(), ...this.bar());
    });
  }

  private put(name: string, text: string): void {
    const place = this.root.querySelector<HTMLElement>(`[data-viewer-corner="${name}"]`);
    if (place && place.textContent !== text) place.textContent = text;
  }

  private corners(): void {
    const { surface, trio, way } = this;
    const { window } = surface;
    const axis = { sagittal: 0, coronal: 1, axial: 2 }[way];
    const place = `${"LPS"[axis]} ${tidy(trio.meet[axis]!, 1)} mm`;
    this.put("patient", [word(`plane-${way}`), trio.progress].filter(Boolean).join("\n"));
    this.put("image", place);
    const isFirst = way === "axial" && window;
    this.put("window", isFirst ? `W ${Math.round(window.width)} L ${Math.round(window.centre)}` : "");
    const { edges } = surface;
    for (const side of ["left", "right", "top", "bottom"] as const) {
      this.root.querySelector(`[data-viewer-edge="${side}"]`)!.textContent = edges?.[side] ?? "";
    }
  }

  /** Where the two other planes cut this one, each in its own colour, open at the middle. */
  private crossing(): SVGElement[] {
    const { surface, trio, normal } = this;
    const [x, y] = surface.canvas(trio.meet);
    return trio.planes
      .filter((other) => other !== this)
      .flatMap((other) => {
        const along = cross(normal, other.normal);
        const [toX, toY] = surface.canvas(trio.meet.map((value, n) => value + along[n]! * 50) as Triple);
        const size = Math.hypot(toX - x, toY - y) || 1;
        const [dx, dy] = [(toX - x) / size, (toY - y) / size];
        const far = 4000;
        const d = [-1, 1]
          .map((s) => `M${x + s * dx * GAP} ${y + s * dy * GAP}L${x + s * dx * far} ${y + s * dy * far}`)
          .join("");
        return [node("path", { d, class: `rr-cut rr-cut-${other.way}` })];
      });
  }

  private bar(): SVGElement[] {
    const { perPoint } = this.surface;
    const [width, height] = this.surface.size;
    if (!(perPoint > 0) || width < 150) return [];
    const mm = scaleBar(perPoint, Math.min(160, width / 5));
    const [long, y, x] = [mm / perPoint, height - 16, width / 2];
    const words = node("text", { x, y: y - 8, class: "rr-t-scale rr-t-mid" });
    words.textContent = mm >= 10 ? `${mm / 10} cm` : `${mm} mm`;
    return [
      node("path", { d: `M${x - long / 2} ${y - 6}v6h${long}v-6`, class: "rr-scalebar" }),
      words,
    ];
  }
}
