/** The words beside a measure: what it came to, in the image's own units. */

import type { Mark } from "./config";
import { tidy } from "./geometry";
import {
  type Scale, type Statistics, angleOf, areaOf, cobbOf, lengthOf, statisticsOf, valueAt,
} from "./measure";
import type { Stage } from "./stage";
import { word } from "./words";

const EVEN: Scale = [1, 1];
const withUnit = (value: number, unit: string, digits = 1) => `${tidy(value, digits)} ${unit}`.trim();

export function linesOf(mark: Mark, stage: Stage): string[] {
  const { kind, pixels } = mark;
  const scale = stage.scaleAt(pixels);
  if (kind === "length") return [lengthLine(mark, stage, scale)];
  if (kind === "angle") return [`${tidy(angleOf(pixels, scale ?? EVEN), 1)}°`];
  if (kind === "cobb") return [`Cobb ${tidy(cobbOf(pixels, scale ?? EVEN), 1)}°`];
  if (kind === "probe") return probeLines(mark, stage);
  if (kind === "ellipse" || kind === "rectangle" || kind === "freehand") {
    return [...regionLines(mark, stage), areaLine(mark, scale)];
  }
  return [];
}

function lengthLine({ pixels }: Mark, stage: Stage, scale: Scale | null): string {
  const length = lengthOf(pixels, scale ?? EVEN);
  const where = scale && stage.atDetector ? ` ${word("at-detector")}` : "";
  return withUnit(length, scale ? "mm" : "px") + where;
}

function probeLines({ pixels: [pixel] }: Mark, stage: Stage): string[] {
  const value = stage.image && pixel ? valueAt(pixel, stage.image) : null;
  const [column, row] = pixel!.map(Math.round);
  const place = `${column}, ${row}`;
  return value === null ? [place] : [withUnit(value, stage.unit), place];
}

function areaLine({ kind, pixels }: Mark, scale: Scale | null): string {
  const area = areaOf(kind, pixels, scale ?? EVEN);
  if (!scale) return withUnit(area, "px²");
  return area >= 1000 ? withUnit(area / 100, "cm²", 2) : withUnit(area, "mm²");
}

function regionLines({ kind, pixels }: Mark, stage: Stage): string[] {
  const found = stage.image && statisticsOf(kind, pixels, stage.image);
  return found ? statisticLines(found, stage.unit) : [];
}

const statisticLines = ({ mean, sd, min, max }: Statistics, unit: string): string[] => [
  `${word("mean")} ${withUnit(mean, unit)}`,
  `SD ${withUnit(sd, unit)}`,
  `${word("range")} ${tidy(min, 1)} … ${withUnit(max, unit)}`,
];
