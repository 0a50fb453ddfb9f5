/** Windows by name, and the arithmetic between a window and its two ends. */

import type { Pixels } from "./measure";

export interface Window {
  width: number;
  centre: number;
}

export const PRESETS: Record<string, Window> = {
  lung: { width: 1500, centre: -500 },
  bone: { width: 2000, centre: 500 },
  soft: { width: 400, centre: 40 },
  brain: { width: 80, centre: 40 },
  stroke: { width: 40, centre: 40 },
  liver: { width: 150, centre: 70 },
  mediastinum: { width: 350, centre: 50 },
};

/** PS3.3 C.11.2.1.2.1, the linear function: the ends are half a step inside. */
export const toRange = ({ width, centre }: Window) => ({
  lower: centre - 0.5 - (width - 1) / 2,
  upper: centre - 0.5 + (width - 1) / 2,
});

export const fromRange = (lower: number, upper: number): Window => ({
  width: Math.abs(upper - lower) + 1,
  centre: (lower + upper + 1) / 2,
});

export const scaled = ({ width, centre }: Window, factor: number): Window => ({
  width: Math.max(1, width * factor),
  centre,
});

/** From the first to the 99th hundredth of the values, sampled: what most of it spans. */
export function autoWindow(image: Pixels): Window {
  const count = image.columns * image.rows;
  const step = Math.max(1, Math.floor(count / 20_000));
  const sample: number[] = [];
  for (let n = 0; n < count; n += step) {
    sample.push(image.at(n % image.columns, Math.floor(n / image.columns)));
  }
  sample.sort((a, b) => a - b);
  const at = (share: number) => sample[Math.round(share * (sample.length - 1))] ?? 0;
  const [lower, upper] = [at(0.01), at(0.99)];
  return fromRange(lower, Math.max(upper, lower + 1));
}

export function nameOf(window: Window): string | null {
  const near = (a: number, b: number) => Math.abs(a - b) < 0.6;
  const found = Object.entries(PRESETS).find(
    ([, preset]) =>
      near(preset.width, window.width) && near(preset.centre, window.centre),
  );
  return found?.[0] ?? null;
}
