/** What the page tells the viewer: one JSON block, written by the server. */

export type Triple = [number, number, number];

export interface Mark {
  sop_uid: string;
  frame: number;
  /** Millimetres of patient space (LPS); null where the image has no position. */
  point: Triple | null;
  /** Column and row, counted from the centre of the first pixel. */
  pixel: [number, number];
}

/** A mark that is only shown: it may carry its own words and size. */
export interface ShownMark extends Mark {
  label?: string;
  radius_mm?: number;
  wrong?: boolean;
}

export interface Series {
  uid: string;
  description: string;
  modality: string;
  instances: { sopUid: string; frames: number }[];
  thumbnail: string | null;
}

export interface Task {
  kind: "mark";
  prompt: string;
  max_marks: number | null;
  marks: ShownMark[];
  /** Without an address there is nothing to keep: the marks are only shown. */
  autosave_url: string | null;
  csrf: string;
}

export interface Config {
  studyUid: string;
  dicomweb: string;
  token: string;
  series: Series[];
  title: string;
  patientLine: string;
  training: boolean;
  task: Task | null;
  expert: { marks: ShownMark[] } | null;
}

export function readConfig(root: HTMLElement): Config {
  const block = document.getElementById(root.dataset.config ?? "");
  return JSON.parse(block?.textContent ?? "null") as Config;
}

export const bearer = (config: Config): Record<string, string> => ({
  Authorization: `Bearer ${config.token}`,
});

export const seriesUrl = (config: Config, series: Series): string =>
  `${config.dicomweb}/studies/${config.studyUid}/series/${series.uid}`;

/** One entry for each image of the series, in the order in which it is read. */
export interface Slot {
  sopUid: string;
  frame: number;
  url: string;
}

export function slots(config: Config, series: Series): Slot[] {
  const root = new URL(seriesUrl(config, series), location.href).href;
  return series.instances.flatMap(({ sopUid, frames }) =>
    Array.from({ length: Math.max(1, frames || 1) }, (_, n) => ({
      sopUid,
      frame: n + 1,
      url: `${root}/instances/${sopUid}/frames/${n + 1}`,
    })),
  );
}
