/** The image on the screen: which one, how it lies, and where a point falls. */

import { Enums, type Types, utilities } from "@cornerstonejs/core";
import { utilities as tools } from "@cornerstonejs/tools";

import type { Mark, Slot, Triple } from "./config";
import { type Dataset, atDetector, numbers, planeOf, text, unitOf } from "./dicom";
import { imageIdOf, openViewport, register } from "./engine";
import {
  type Edges, type Plane, cross, edgesOf, letters, patientToPixel, pixelToPatient,
} from "./geometry";
import { type Window, fromRange, toRange } from "./presets";

type Point = [number, number];

export class Stage {
  readonly viewport: Types.IStackViewport;
  private slots: Slot[] = [];
  private datasets = new Map<string, Dataset>();
  private wanted = 0;
  /** How the image first lay: both renderers call different numbers "as it is". */
  private asSent = { invert: false, zoom: 1 };

  constructor(readonly element: HTMLDivElement) {
    this.viewport = openViewport(element);
    element.addEventListener("contextmenu", (event) => event.preventDefault());
  }

  on(names: Enums.Events[], listener: () => void): void {
    for (const name of names) this.element.addEventListener(name, listener);
  }

  /** Show a series; resolves once its image is on the screen or has failed. */
  async show(slots: Slot[], metadata: Dataset[], index: number): Promise<void> {
    this.slots = slots;
    this.datasets = register(slots, metadata);
    this.wanted = index;
    await this.viewport.setStack(slots.map(imageIdOf), index);
    this.viewport.render();
    this.asSent = { invert: Boolean(this.viewport.getProperties().invert), zoom: this.rawZoom };
    tools.stackContextPrefetch.enable(this.element);
  }

  get count(): number {
    return this.slots.length;
  }

  /** The image asked for, which a slow network may not have brought yet. */
  get index(): number {
    return this.wanted;
  }

  get slot(): Slot | undefined {
    return this.slots[this.wanted];
  }

  get imageId(): string {
    return this.slot ? imageIdOf(this.slot) : "";
  }

  /** The viewport names an image as soon as it is asked for: look at what it drew. */
  get shown(): boolean {
    return this.viewport.getCornerstoneImage()?.imageId === this.imageId;
  }

  get dataset(): Dataset {
    return this.datasets.get(this.imageId) ?? {};
  }

  datasetOf(imageId: string): Dataset {
    return this.datasets.get(imageId) ?? {};
  }

  indexOf(mark: Mark): number {
    return this.slots.findIndex(
      ({ sopUid, frame }) => sopUid === mark.sop_uid && frame === mark.frame,
    );
  }

  async goTo(index: number): Promise<void> {
    const there = Math.max(0, Math.min(this.count - 1, index));
    this.wanted = there;
    await this.viewport.setImageIdIndex(there);
  }

  /** The viewport does not ask twice for the image it is at: give it the stack anew. */
  async again(): Promise<void> {
    const { viewport } = this;
    const [properties, camera] = [viewport.getProperties(), viewport.getCamera()];
    const before = viewport.getCornerstoneImage() !== undefined;
    await viewport.setStack(this.slots.map(imageIdOf), this.wanted);
    if (before) {
      viewport.setProperties(properties);
      viewport.setCamera(camera);
    }
    viewport.render();
    tools.stackContextPrefetch.enable(this.element);
  }

  /** The wheel moves the viewport by itself: follow it. */
  follow(index: number): void {
    this.wanted = index;
  }

  get window(): Window | null {
    const range = this.viewport.getProperties().voiRange;
    return range ? fromRange(range.lower, range.upper) : null;
  }

  set window(window: Window) {
    this.viewport.setProperties({ voiRange: toRange(window) });
    this.viewport.render();
  }

  get inverted(): boolean {
    return Boolean(this.viewport.getProperties().invert) !== this.asSent.invert;
  }

  invert(): void {
    this.viewport.setProperties({ invert: !this.viewport.getProperties().invert });
    this.viewport.render();
  }

  /** The window that the header asks for. */
  ownWindow(): void {
    const width = numbers(this.dataset, "00281051")[0];
    const centre = numbers(this.dataset, "00281050")[0];
    if (width !== undefined && centre !== undefined) this.window = { width, centre };
    else {
      this.viewport.resetProperties();
      this.viewport.render();
    }
  }

  reset(): void {
    this.viewport.resetProperties();
    this.viewport.resetCamera();
    this.viewport.render();
  }

  private get rawZoom(): number {
    return this.viewport.getZoom() || 1;
  }

  get zoom(): number {
    return this.rawZoom / this.asSent.zoom;
  }

  zoomBy(factor: number): void {
    const zoom = Math.min(40, Math.max(0.1, this.zoom * factor));
    this.viewport.setZoom(zoom * this.asSent.zoom);
    this.viewport.render();
  }

  panBy(x: number, y: number): void {
    const [atX, atY] = this.viewport.getPan();
    this.viewport.setPan([atX + x, atY + y]);
    this.viewport.render();
  }

  get unit(): string {
    return unitOf(this.dataset);
  }

  get spacing(): number[] {
    return numbers(this.dataset, "00280030");
  }

  get atDetector(): boolean {
    return atDetector(this.dataset);
  }

  get modality(): string {
    return text(this.dataset, "00080060");
  }

  /** Where Cornerstone lays the image when the header does not say. */
  private get plane(): Plane {
    const [down = 1, along = 1] = this.spacing;
    const position = numbers(this.dataset, "00200032");
    const orientation = numbers(this.dataset, "00200037");
    const known = orientation.length === 6;
    return {
      position: position.length === 3 ? (position as Triple) : [0, 0, 0],
      row: known ? (orientation.slice(0, 3) as Triple) : [1, 0, 0],
      column: known ? (orientation.slice(3) as Triple) : [0, 1, 0],
      spacing: [down, along],
    };
  }

  world(canvas: Point): Triple {
    return this.viewport.canvasToWorld(canvas) as Triple;
  }

  /** The mark under a point of the canvas, or null beside the image. */
  markAt(canvas: Point): Mark | null {
    const { slot } = this;
    if (!slot || !this.shown) return null;
    const pixel = patientToPixel(this.plane, this.world(canvas));
    const [columns = 0] = numbers(this.dataset, "00280011");
    const [rows = 0] = numbers(this.dataset, "00280010");
    const inside = (value: number, size: number) => value >= -0.5 && value <= size - 0.5;
    if (!inside(pixel[0], columns) || !inside(pixel[1], rows)) return null;
    const real = planeOf(this.dataset);
    const point = real && pixelToPatient(real, pixel);
    return { sop_uid: slot.sopUid, frame: slot.frame, point, pixel };
  }

  canvasOf(mark: Mark): Point | null {
    if (!this.shown || this.indexOf(mark) !== this.wanted) return null;
    const world = pixelToPatient(this.plane, mark.pixel);
    return this.viewport.worldToCanvas(world) as Point;
  }

  /** How long one point of the screen is, in millimetres or, without spacing, pixels. */
  get perPoint(): number {
    const [a, b] = [this.world([0, 0]), this.world([100, 0])];
    return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]) / 100;
  }

  get edges(): Edges | null {
    const { viewUp, viewPlaneNormal } = this.viewport.getCamera();
    if (!viewUp || !viewPlaneNormal) return null;
    const up = viewUp as Triple;
    const right = cross(up, viewPlaneNormal as Triple);
    const down: Triple = [-up[0], -up[1], -up[2]];
    if (planeOf(this.dataset)) return edgesOf(letters(right), letters(down));
    const [row, column] = text(this.dataset, "00200020").split("\\");
    return row && column ? edgesOf(row, column) : null;
  }
}

export const Event = Enums.Events;
export const newId = (): string => utilities.uuidv4();
