/** A stack of images in one pane: which one is shown, how it lies, what its pixels are. */

import { cache } from "@cornerstonejs/core";

import type { Mark, Pixel, Shelf, Slot, Triple } from "./config";
import { type Dataset, atDetector, numbers, planeOf, scaleAt, text, unitOf } from "./dicom";
import { imageIdOf, onProcessor, openStack, register } from "./engine";
import { type Edges, type Plane, edgesOf, opposite, patientToPixel, pixelToPatient } from "./geometry";
import type { Reel } from "./linked";
import { Lying } from "./lying";
import type { Pixels, Scale } from "./measure";
import { type Window, autoWindow, toRange } from "./presets";
import type { Point } from "./surface";

/** Without a card the core takes the first pixel's corner for its centre. */
const fromCorner = (): number => (onProcessor() ? 0.5 : 0);

export class Stage extends Lying {
  private slots: readonly Slot[] = [];
  private datasets = new Map<string, Dataset>();
  private wanted = 0;
  imageIds: readonly string[] = [];
  private laid: Reel | null = null;
  /** The window it came with. */
  sentWindow: Window | null = null;

  constructor(element: HTMLDivElement, readonly id: string) {
    super(element, openStack(element, id));
  }

  /** Show a series; resolves once its image is on the screen or has failed. */
  async show(shelf: Shelf, metadata: Dataset[], index: number): Promise<void> {
    this.slots = shelf.slots;
    this.datasets = register(shelf.slots, metadata);
    this.imageIds = shelf.slots.map(imageIdOf);
    this.laid = null;
    this.chosen = null;
    this.wanted = index;
    await this.viewport.setStack([...this.imageIds], index);
    this.viewport.resetCamera();
    this.viewport.render();
    this.adopt();
    this.sentWindow = this.window;
    this.lie = { ...this.lie, rotation: 0, flips: "" };
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
    return this.imageIds[this.wanted] ?? "";
  }

  /** The viewport names an image as soon as it is asked for: look at what it drew. */
  get shown(): boolean {
    return this.viewport.getCornerstoneImage()?.imageId === this.imageId;
  }

  get hasDrawn(): boolean {
    return Boolean(this.viewport.getCornerstoneImage());
  }

  get dataset(): Dataset {
    return this.datasets.get(this.imageId) ?? {};
  }

  indexOf(mark: Pick<Mark, "sop_uid" | "frame">): number {
    return this.slots.findIndex(
      ({ sopUid, frame }) => sopUid === mark.sop_uid && frame === mark.frame,
    );
  }

  async goTo(index: number): Promise<void> {
    this.wanted = Math.max(0, Math.min(this.count - 1, index));
    await this.viewport.setImageIdIndex(this.wanted);
    this.settle();
  }

  /** Without a card the core draws each image in the first one's window, and tells of its
   * own: say which it is, before it is drawn. */
  private settle(): void {
    if (!onProcessor()) return;
    const own = this.viewport.getProperties().voiRange;
    const voiRange = this.chosen ? toRange(this.chosen) : own;
    if (voiRange) this.viewport.setProperties({ voiRange });
  }

  /** The viewport does not ask twice for the image it is at: give it the stack anew. */
  async again(): Promise<void> {
    const { viewport } = this;
    const [properties, lie] = [viewport.getProperties(), this.hasDrawn ? this.lie : null];
    await viewport.setStack([...this.imageIds], this.wanted);
    if (lie) {
      viewport.setProperties(properties);
      this.lie = lie;
    }
    viewport.render();
  }

  /** The window that the header asks for. */
  ownWindow(): void {
    const width = numbers(this.dataset, "00281051")[0];
    const centre = numbers(this.dataset, "00281050")[0];
    if (width !== undefined && centre !== undefined) this.window = { width, centre };
    else {
      const { inverted } = this;
      this.chosen = null;
      this.viewport.resetProperties();
      if (inverted) this.invert();
      this.viewport.render();
    }
  }

  autoWindow(): void {
    const image = this.image;
    if (image) this.window = autoWindow(image);
  }

  reset(): void {
    this.chosen = null;
    this.viewport.resetProperties();
    this.lie = { zoom: 1, x: 0, y: 0, rotation: 0, flips: "" };
    this.viewport.render();
  }

  get unit(): string {
    return unitOf(this.dataset);
  }

  get spacing(): number[] {
    return numbers(this.dataset, "00280030");
  }

  scaleAt(pixels: readonly Pixel[]): Scale | null {
    return scaleAt(this.dataset, pixels);
  }

  /** How long one point of the screen is in millimetres; 0 where nothing says it. */
  get mmPerPoint(): number {
    if (this.spacing.length === 2) return this.perPoint;
    const scale = this.scaleAt([this.pixelAt(this.middle)]);
    return scale ? this.perPoint * scale[1] : 0;
  }

  get atDetector(): boolean {
    return atDetector(this.dataset);
  }

  get isColour(): boolean {
    return (numbers(this.dataset, "00280002")[0] ?? 1) > 1;
  }

  get modality(): string {
    return text(this.dataset, "00080060");
  }

  get columns(): number {
    return numbers(this.dataset, "00280011")[0] ?? 0;
  }

  get rows(): number {
    return numbers(this.dataset, "00280010")[0] ?? 0;
  }

  get reel(): Reel {
    this.laid ??= {
      planes: this.imageIds.map((id) => planeOf(this.datasets.get(id) ?? {})),
      frameOfReference: text(this.dataset, "00200052"),
    };
    return this.laid;
  }

  /** The pixels of the image shown, after the modality's function; null in colour. */
  get image(): Pixels | null {
    const image = this.shown ? cache.getImage(this.imageId) : undefined;
    if (!image || image.color) return null;
    const values = image.voxelManager?.getScalarData() ?? image.getPixelData();
    const { columns, rows, preScale } = image;
    const [slope, intercept] = preScale?.scaled ? [1, 0] : [image.slope ?? 1, image.intercept ?? 0];
    const at = (column: number, row: number) => values[row * columns + column]! * slope + intercept;
    return { columns, rows, at };
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

  pixelAt(canvas: Point): Pixel {
    const [column, row] = patientToPixel(this.plane, this.world(canvas));
    return [column - fromCorner(), row - fromCorner()];
  }

  canvasAt([column, row]: Pixel): Point {
    const counted: Pixel = [column + fromCorner(), row + fromCorner()];
    return this.canvas(pixelToPatient(this.plane, counted));
  }

  isOnImage([column, row]: Pixel): boolean {
    const inside = (value: number, size: number) => value >= -0.5 && value <= size - 0.5;
    return this.shown && inside(column, this.columns) && inside(row, this.rows);
  }

  /** In millimetres of the patient, where the header says how the image lies. */
  pointsOf(pixels: readonly Pixel[]): Triple[] | null {
    const plane = planeOf(this.dataset);
    return plane && pixels.map((pixel) => pixelToPatient(plane, pixel));
  }

  get edges(): Edges | null {
    if (planeOf(this.dataset)) return super.edges;
    const [row, column] = text(this.dataset, "00200020").split("\\");
    if (!row || !column) return null;
    const [right, down] = this.ways;
    const named = (way: Triple) =>
      Math.abs(way[0]) > Math.abs(way[1])
        ? way[0] > 0 ? row : opposite(row)
        : way[1] > 0 ? column : opposite(column);
    return edgesOf(named(right), named(down));
  }
}
