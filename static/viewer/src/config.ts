/** What the page tells the viewer: one JSON block, written by the server. */

export type Triple = [number, number, number];
export type Pixel = [number, number];

export const MEASURES = [
  "length", "angle", "cobb", "ellipse", "rectangle", "freehand", "probe", "arrow",
] as const;
export const KINDS = ["point", "box", ...MEASURES, "key"] as const;
export type Kind = (typeof KINDS)[number];

export interface Mark {
  kind: Kind;
  sop_uid: string;
  frame: number;
  /** Column and row of each handle, counted from the centre of the first pixel. */
  pixels: Pixel[];
  /** The same in millimetres of patient space (LPS); null where the image has none. */
  points: Triple[] | null;
  label?: string;
}

/** A mark that is only shown: it may carry its size, and that it met nothing. */
export interface ShownMark extends Mark {
  radius_mm?: number;
  wrong?: boolean;
}

/** As marks were kept when there were points only. */
export interface PointMark {
  sop_uid: string;
  frame: number;
  point: Triple | null;
  pixel: Pixel;
  label?: string;
  radius_mm?: number;
  wrong?: boolean;
}

export function readMark(kept: ShownMark | PointMark): ShownMark {
  if (!("pixel" in kept)) return { ...kept };
  const { point, pixel, ...rest } = kept;
  return { ...rest, kind: "point", pixels: [pixel], points: point && [point] };
}

export interface Series {
  uid: string;
  description: string;
  modality: string;
  instances: { sopUid: string; frames: number }[];
  thumbnail: string | null;
}

export interface Task {
  /** What may be drawn and kept. Pages of before say `kind: "mark"`: points. */
  kinds?: Kind[];
  kind?: "mark";
  max_marks: number | null;
  marks: (ShownMark | PointMark)[];
  /** Without an address there is nothing to keep, and the marks are only shown; unless
   * the page's own form keeps them, and says so. */
  autosave_url: string | null;
  editable?: boolean;
  csrf: string;
}

export type Layout = "stack" | "two" | "mpr";

export interface Hanging {
  layout: Layout;
  /** UIDs, from left to right; the prior's series may be among them. */
  series: string[];
  window?: { width: number; centre: number };
}

/** A study: its images, and what opens them. */
export interface StudyConfig {
  studyUid: string;
  token: string;
  series: Series[];
  title: string;
  patientLine: string;
}

export interface Config extends StudyConfig {
  dicomweb: string;
  training: boolean;
  task: Task | null;
  expert: { marks: (ShownMark | PointMark)[] } | null;
  hanging?: Hanging | null;
  prior?: StudyConfig | null;
}

export function readConfig(root: HTMLElement): Config {
  const block = document.getElementById(root.dataset.config ?? "");
  return JSON.parse(block?.textContent ?? "null") as Config;
}

export const kindsOf = (task: Task | null): Kind[] =>
  task ? (task.kinds ?? ["point"]) : [];

export const isEditable = (task: Task | null): boolean =>
  Boolean(task && (task.editable ?? task.autosave_url));

export const bearer = (study: StudyConfig): Record<string, string> => ({
  Authorization: `Bearer ${study.token}`,
});

/** One entry for each image of a series, in the order in which it is read. */
export interface Slot {
  sopUid: string;
  frame: number;
  url: string;
}

/** A series with the study it belongs to; `name` stands in the address: 2, or p2. */
export interface Shelf {
  study: StudyConfig;
  series: Series;
  name: string;
  isPrior: boolean;
  url: string;
  slots: Slot[];
}

export function shelvesOf(config: Config): Shelf[] {
  const of = (study: StudyConfig, isPrior: boolean) =>
    study.series.map((series, n) => {
      const path = `${config.dicomweb}/studies/${study.studyUid}/series/${series.uid}`;
      const url = new URL(path, location.href).href;
      const name = `${isPrior ? "p" : ""}${n + 1}`;
      return { study, series, name, isPrior, url, slots: slotsOf(series, url) };
    });
  return [...of(config, false), ...(config.prior ? of(config.prior, true) : [])];
}

const slotsOf = (series: Series, url: string): Slot[] =>
  series.instances.flatMap(({ sopUid, frames }) =>
    Array.from({ length: Math.max(1, frames || 1) }, (_, n) => ({
      sopUid,
      frame: n + 1,
      url: `${url}/instances/${sopUid}/frames/${n + 1}`,
    })),
  );
