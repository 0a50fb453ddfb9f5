/** Marks drawn over a pane: the learner's dashed amber, the expert's cyan, notes blue. */

import type { Mark, Pixel, ShownMark } from "./config";
import { HANDLES, type Marks } from "./marks";
import { scaleBar } from "./geometry";
import { LINE, Labels } from "./labels";
import { linesOf } from "./readings";
import { cobbLink, cross, node, outline, pathOf } from "./shapes";
import type { Stage } from "./stage";
import type { Point } from "./surface";
import { word } from "./words";

const RADIUS = 17;

/** What may be drawn over every pane alike. */
export interface Layers {
  marks: Marks;
  notes: Marks;
  expert: readonly ShownMark[];
  visible: { yours: boolean; expert: boolean };
}

/** A mark on its way: being drawn, or dragged from where it was. */
export interface Moving {
  mark: Mark;
  /** The mark that it replaces for now. */
  instead?: { list: Marks; index: number };
}

type Tone = "you" | "expert" | "wrong" | "note";

export class Overlay {
  /** The keyboard's pointer. */
  cursor: Point | null = null;
  moving: Moving | null = null;
  selected: { list: Marks; index: number } | null = null;
  private labels = new Labels([0, 0]);
  private readonly read = new WeakMap<Mark, string[]>();
  private asked = 0;

  constructor(
    private readonly layer: SVGSVGElement,
    private readonly stage: Stage,
    private readonly layers: Layers,
    private readonly grab: (list: Marks, index: number, handle: number | null, event: PointerEvent) => void,
  ) {
    for (const list of [layers.marks, layers.notes]) list.onChange(() => this.draw());
  }

  /** Once before the next frame, however often it is asked for. */
  draw(): void {
    if (this.asked) return;
    this.asked = requestAnimationFrame(() => {
      this.asked = 0;
      this.paint();
    });
  }

  paint(): void {
    const { layers, stage } = this;
    const parts: SVGElement[] = [];
    this.labels = new Labels(stage.size);
    if (stage.shown && stage.size[0]) {
      if (layers.visible.expert) {
        layers.expert.forEach((mark, n) => parts.push(...this.expertMark(mark, n)));
      }
      if (layers.visible.yours) parts.push(...this.drawList(layers.marks));
      parts.push(...this.drawList(layers.notes));
      if (this.moving && !this.moving.instead) {
        parts.push(...this.figure(this.moving.mark, this.tone(this.moving.mark), ""));
      }
      parts.push(...this.bar());
    }
    if (this.cursor) {
      parts.push(node("path", { d: cross(this.cursor, 22), class: "rr-crosshair" }));
    }
    this.layer.replaceChildren(...parts);
  }

  private tone(mark: ShownMark): Tone {
    if (mark.wrong) return "wrong";
    return this.layers.notes.all.includes(mark) ? "note" : "you";
  }

  private isHere(mark: Mark): boolean {
    return this.stage.indexOf(mark) === this.stage.index;
  }

  private drawList(list: Marks): SVGElement[] {
    return list.all.flatMap((kept, index) => {
      const isMoving = this.moving?.instead?.list === list && this.moving.instead.index === index;
      const mark: ShownMark = isMoving ? this.moving!.mark : kept;
      if (!this.isHere(mark) || mark.kind === "key") return [];
      const tone = list === this.layers.notes ? "note" : kept.wrong ? "wrong" : "you";
      const number = list === this.layers.notes ? "" : this.numberOf(kept, index);
      const parts = this.figure(mark, tone, number);
      if (list.editable) parts.push(...this.handles(mark, list, index));
      return parts;
    });
  }

  private numberOf(mark: ShownMark, index: number): string {
    const name = word(this.layers.marks.editable ? "mark" : "yours", { n: index + 1 });
    if (!this.layers.marks.editable) return mark.label ?? name;
    return [name, mark.label].filter(Boolean).join(" ");
  }

  private expertMark(mark: ShownMark, n: number): SVGElement[] {
    if (!this.isHere(mark)) return [];
    const label = mark.label ?? word("expert", { letter: String.fromCharCode(65 + n) });
    return this.figure(mark, "expert", label);
  }

  private figure(mark: ShownMark, tone: Tone, name: string): SVGElement[] {
    if (mark.kind === "point") return this.point(mark, tone, name);
    const map = (pixel: Pixel) => this.stage.canvasAt(pixel);
    const isDraft = this.moving?.mark === mark && !this.moving.instead;
    const d = pathOf(mark, map, isDraft);
    const parts: SVGElement[] = [
      node("path", { d, class: "rr-mark rr-mark-under" }),
      node("path", { d, class: `rr-mark rr-mark-${tone}` }),
    ];
    const points = outline(mark).map(map);
    if (mark.kind === "cobb") {
      parts.push(node("path", { d: cobbLink(points), class: `rr-mark rr-mark-${tone} rr-mark-thin` }));
    }
    const own = mark.kind === "arrow" && tone === "note" ? (mark.label ?? "") : "";
    const [first, ...rest] = [own, ...this.lines(mark)].filter(Boolean);
    const words = [[name, first].filter(Boolean).join(" · "), ...rest].filter(Boolean);
    if (words.length && points.length) {
      parts.push(this.label(words, this.labels.beside(points, words), `rr-t-${tone}`));
    }
    return parts;
  }

  /** Counted once for each mark and image that is drawn. */
  private lines(mark: Mark): string[] {
    if (mark.pixels.length < Math.min(HANDLES[mark.kind], 3)) return [];
    const known = this.read.get(mark);
    if (known) return known;
    const lines = linesOf(mark, this.stage);
    if (this.stage.image || lines.length) this.read.set(mark, lines);
    return lines;
  }

  private point(mark: ShownMark, tone: Tone, name: string): SVGElement[] {
    const [x, y] = this.stage.canvasAt(mark.pixels[0]!);
    const radius = this.radius(mark, tone === "expert" ? RADIUS + 6 : RADIUS);
    const parts: SVGElement[] = [
      node("circle", { cx: x, cy: y, r: radius, class: `rr-mark rr-mark-${tone}` }),
    ];
    const square: Point[] = [[x - radius, y - radius], [x + radius, y + radius]];
    const named = this.label([name], this.labels.beside(square, [name]), `rr-t-${tone}`);
    if (tone === "expert") return [...parts, named];
    const d = tone === "wrong" ? `m${x - 7} ${y - 7} 14 14m0-14-14 14` : cross([x, y], 5);
    return [
      ...parts,
      node("path", { d, class: `rr-mark rr-mark-${tone} rr-mark-solid` }),
      named,
    ];
  }

  private radius(mark: ShownMark, otherwise: number): number {
    const { mmPerPoint } = this.stage;
    return mark.radius_mm && mmPerPoint ? Math.max(8, mark.radius_mm / mmPerPoint) : otherwise;
  }

  private label(lines: readonly string[], [x, y]: Point, name: string): SVGTextElement {
    const made = node("text", { x, y, class: name });
    made.replaceChildren(
      ...lines.map((line, n) => {
        const part = node("tspan", { x, dy: n ? LINE : 0 });
        part.textContent = line;
        return part;
      }),
    );
    return made;
  }

  /** Each handle can be dragged, and the lines themselves move the whole. */
  private handles(mark: Mark, list: Marks, index: number): SVGElement[] {
    const map = (pixel: Pixel) => this.stage.canvasAt(pixel);
    const chosen = this.selected?.list === list && this.selected.index === index;
    const body = node("path", { d: pathOf(mark, map), class: "rr-grip-line" });
    this.holds(body, list, index, null);
    const few = mark.kind === "freehand" ? [] : mark.pixels;
    const grips = few.map((pixel, handle) => {
      const [cx, cy] = map(pixel);
      const r = mark.kind === "point" ? RADIUS : 12;
      const grip = node("circle", { cx, cy, r, class: "rr-grip" });
      this.holds(grip, list, index, handle);
      return grip;
    });
    const shown = few.flatMap((pixel) => {
      if (mark.kind === "point" && !chosen) return [];
      const [cx, cy] = map(pixel);
      const r = chosen ? 6 : 3.5;
      return [node("circle", { cx, cy, r, class: chosen ? "rr-knob rr-knob-chosen" : "rr-knob" })];
    });
    return [body, ...shown, ...grips];
  }

  private holds(part: SVGElement, list: Marks, index: number, handle: number | null): void {
    part.addEventListener("pointerdown", (event) => this.grab(list, index, handle, event));
  }

  private bar(): SVGElement[] {
    const { mmPerPoint } = this.stage;
    const [width, height] = this.stage.size;
    if (!(mmPerPoint > 0) || width < 200) return [];
    const mm = scaleBar(mmPerPoint, Math.min(160, width / 6));
    const [long, y] = [mm / mmPerPoint, height - 16];
    const x = (width - long) / 2;
    const size = mm >= 10 ? `${mm / 10} cm` : `${mm} mm`;
    return [
      node("path", { d: `M${x} ${y - 6}v6h${long}v-6`, class: "rr-scalebar" }),
      this.label([size], [x + long / 2, y - 8], "rr-t-scale rr-t-mid"),
    ];
  }
}
