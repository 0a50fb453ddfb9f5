/** DICOM JSON: reading single values, and one flat dataset for each frame. */

import type { Pixel, Triple } from "./config";
import type { Plane } from "./geometry";
import type { Scale } from "./measure";

export interface Element {
  vr: string;
  Value?: unknown[];
  BulkDataURI?: string;
}
export type Dataset = Record<string, Element>;

export const numbers = (dataset: Dataset, tag: string): number[] =>
  (dataset[tag]?.Value ?? []).map(Number).filter(Number.isFinite);

export const text = (dataset: Dataset, tag: string): string =>
  (dataset[tag]?.Value ?? []).map(String).join("\\");

const SHARED = "52009229";
const PER_FRAME = "52009230";
const FRAMES = "00280008";
const PIXEL_SPACING = "00280030";
const IMAGER_SPACING = "00181164";

/** The functional groups of one frame, laid flat over the instance's own values. */
export function frameDataset(instance: Dataset, frame: number): Dataset {
  const { [SHARED]: shared, [PER_FRAME]: perFrame, [FRAMES]: _, ...own } = instance;
  const groups = [shared?.Value?.[0], perFrame?.Value?.[frame - 1]];
  const flat: Dataset = { ...own };
  for (const group of groups as (Dataset | undefined)[]) {
    for (const macro of Object.values(group ?? {})) {
      Object.assign(flat, macro.Value?.[0] ?? {});
    }
  }
  return withSpacing(flat);
}

/** Some scanners write zeros where they do not know. */
const sized = (dataset: Dataset, tag: string): boolean =>
  numbers(dataset, tag).filter((value) => value > 0).length === 2;

/** A radiograph may know only the detector's spacing: sizes are then those on the detector. */
function withSpacing(dataset: Dataset): Dataset {
  if (sized(dataset, PIXEL_SPACING)) return dataset;
  const { [PIXEL_SPACING]: _, ...rest } = dataset;
  if (!sized(dataset, IMAGER_SPACING)) return rest;
  return { ...rest, [PIXEL_SPACING]: dataset[IMAGER_SPACING]! };
}

export const atDetector = (dataset: Dataset): boolean =>
  dataset[PIXEL_SPACING] !== undefined &&
  dataset[PIXEL_SPACING] === dataset[IMAGER_SPACING];

/** The image's plane in the patient, or null where the header does not say it. */
export function planeOf(dataset: Dataset): Plane | null {
  const position = numbers(dataset, "00200032");
  const orientation = numbers(dataset, "00200037");
  const spacing = numbers(dataset, PIXEL_SPACING);
  if (position.length !== 3 || orientation.length !== 6 || spacing.length !== 2) {
    return null;
  }
  return {
    position: position as Triple,
    row: orientation.slice(0, 3) as Triple,
    column: orientation.slice(3) as Triple,
    spacing: spacing as [number, number],
  };
}

const CENTIMETRES = 3;

/** Millimetres a pixel around some points: ultrasound states them by regions
 * (PS3.3 C.8.5.5), everything else for the whole image. */
export function scaleAt(dataset: Dataset, pixels: readonly Pixel[]): Scale | null {
  const regions = (dataset["00186011"]?.Value ?? []) as Dataset[];
  for (const region of regions) {
    const edge = (tag: string) => numbers(region, tag)[0] ?? NaN;
    const [left, top] = [edge("00186018"), edge("0018601A")];
    const [right, bottom] = [edge("0018601C"), edge("0018601E")];
    const holds = pixels.every(([x, y]) => x >= left && x <= right && y >= top && y <= bottom);
    const metric = edge("00186024") === CENTIMETRES && edge("00186026") === CENTIMETRES;
    if (holds && metric) {
      return [Math.abs(edge("0018602E")) * 10, Math.abs(edge("0018602C")) * 10];
    }
  }
  const [down, across] = numbers(dataset, PIXEL_SPACING);
  return down && across ? [down, across] : null;
}

/** What a stored value is measured in, as far as the header tells. */
export function unitOf(dataset: Dataset): string {
  const stated = text(dataset, "00281054");
  if (text(dataset, "00080060") === "CT") return !stated || stated === "HU" ? "HU" : stated;
  return stated && stated !== "US" ? stated : "";
}
