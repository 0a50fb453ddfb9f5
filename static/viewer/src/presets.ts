/** Windows by name, and the arithmetic between a window and its two ends. */

export interface Window {
  width: number;
  centre: number;
}

export const PRESETS: Record<string, Window> = {
  lung: { width: 1500, centre: -500 },
  bone: { width: 2000, centre: 500 },
  soft: { width: 400, centre: 40 },
  brain: { width: 80, centre: 40 },
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

export function nameOf(window: Window): string | null {
  const near = (a: number, b: number) => Math.abs(a - b) < 0.6;
  const found = Object.entries(PRESETS).find(
    ([, preset]) =>
      near(preset.width, window.width) && near(preset.centre, window.centre),
  );
  return found?.[0] ?? null;
}
