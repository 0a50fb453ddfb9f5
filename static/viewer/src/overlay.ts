/** Marks drawn over the image: the learner's dashed amber, the expert's solid cyan. */

import type { Mark, ShownMark } from "./config";
import type { Marks } from "./marks";
import type { Stage } from "./stage";
import { scaleBar } from "./geometry";
import { word } from "./words";

type Point = [number, number];
const SVG = "http://www.w3.org/2000/svg";
const RADIUS = 17;

function node<K extends keyof SVGElementTagNameMap>(
  name: K,
  attributes: Record<string, string | number>,
): SVGElementTagNameMap[K] {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, String(value));
  return made;
}

export class Overlay {
  readonly visible = { yours: true, expert: true };
  /** The keyboard's pointer, and the first of two points set with it. */
  cursor: Point | null = null;
  first: Point | null = null;
  private dragged: { index: number; mark: Mark } | null = null;

  constructor(
    private readonly layer: SVGSVGElement,
    private readonly stage: Stage,
    private readonly marks: Marks,
    private readonly expert: readonly ShownMark[],
  ) {
    marks.onChange(() => this.draw());
  }

  draw(): void {
    const parts: SVGElement[] = [];
    if (this.visible.expert) {
      this.expert.forEach((mark, n) => parts.push(...this.expertMark(mark, n)));
    }
    if (this.visible.yours) {
      this.marks.all.forEach((mark, n) => parts.push(...this.yourMark(mark, n)));
    }
    if (this.stage.shown && this.stage.spacing.length === 2) parts.push(...this.bar());
    if (this.cursor) parts.push(...this.crosshair(this.cursor));
    this.layer.replaceChildren(...parts);
  }

  private expertMark(mark: ShownMark, n: number): SVGElement[] {
    const at = this.stage.canvasOf(mark);
    if (!at) return [];
    const radius = this.radius(mark, RADIUS + 6);
    const label = mark.label ?? word("expert", { letter: String.fromCharCode(65 + n) });
    return [
      node("circle", { cx: at[0], cy: at[1], r: radius, class: "rr-mark rr-mark-expert" }),
      this.label(label, [at[0], at[1] - radius - 8], "rr-t-expert rr-t-mid"),
    ];
  }

  private yourMark(kept: ShownMark, index: number): SVGElement[] {
    const mark = this.dragged?.index === index ? this.dragged.mark : kept;
    const at = this.stage.canvasOf(mark);
    if (!at) return [];
    const tone = kept.wrong ? "wrong" : "you";
    const name = kept.label ?? word(this.marks.editable ? "mark" : "yours", { n: index + 1 });
    const [x, y] = at;
    const radius = this.radius(kept, RADIUS);
    const shape = kept.wrong
      ? `m${x - 7} ${y - 7} 14 14m0-14-14 14`
      : `M${x} ${y - 5}v10M${x - 5} ${y}h10`;
    const ring = node("circle", { cx: x, cy: y, r: radius, class: `rr-mark rr-mark-${tone}` });
    if (this.marks.editable) this.handle(ring, index);
    return [
      ring,
      node("path", { d: shape, class: `rr-mark rr-mark-${tone} rr-mark-solid` }),
      this.label(name, [x + radius + 5, y + radius + 8], `rr-t-${tone}`),
    ];
  }

  private radius(mark: ShownMark, otherwise: number): number {
    if (!mark.radius_mm || this.stage.spacing.length !== 2) return otherwise;
    return Math.max(8, mark.radius_mm / this.stage.perPoint);
  }

  private label(content: string, [x, y]: Point, name: string): SVGTextElement {
    const made = node("text", { x, y, class: name });
    made.textContent = content;
    return made;
  }

  /** A mark can be dragged to where it belongs. */
  private handle(ring: SVGCircleElement, index: number): void {
    ring.classList.add("rr-mark-handle");
    ring.addEventListener("pointerdown", (event) => {
      event.preventDefault();
      event.stopPropagation();
      const move = (moved: PointerEvent) => {
        const mark = this.stage.markAt(this.local(moved));
        if (mark) this.dragged = { index, mark };
        this.draw();
      };
      const drop = () => {
        window.removeEventListener("pointermove", move);
        const { dragged } = this;
        this.dragged = null;
        if (dragged) this.marks.move(index, dragged.mark);
      };
      window.addEventListener("pointermove", move);
      window.addEventListener("pointerup", drop, { once: true });
      window.addEventListener("pointercancel", drop, { once: true });
    });
  }

  local(event: PointerEvent | MouseEvent): Point {
    const box = this.stage.element.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  private crosshair([x, y]: Point): SVGElement[] {
    const parts: SVGElement[] = [
      node("path", {
        d: `M${x - 22} ${y}h16m12 0h16M${x} ${y - 22}v16m0 12v16`,
        class: "rr-crosshair",
      }),
    ];
    if (this.first) {
      const [a, b] = this.first;
      parts.push(node("path", { d: `M${a} ${b}L${x} ${y}`, class: "rr-crosshair rr-crosshair-line" }));
    }
    return parts;
  }

  private bar(): SVGElement[] {
    const { perPoint } = this.stage;
    const { clientWidth, clientHeight } = this.stage.element;
    if (!(perPoint > 0) || clientWidth < 200) return [];
    const mm = scaleBar(perPoint, Math.min(160, clientWidth / 6));
    const [width, y] = [mm / perPoint, clientHeight - 16];
    const x = (clientWidth - width) / 2;
    const size = mm >= 10 ? `${mm / 10} cm` : `${mm} mm`;
    return [
      node("path", { d: `M${x} ${y - 6}v6h${width}v-6`, class: "rr-scalebar" }),
      this.label(size, [x + width / 2, y - 8], "rr-t-scale rr-t-mid"),
    ];
  }
}
