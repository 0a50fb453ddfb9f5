/** Words for an arrow, typed where it stands. */

import type { Pane } from "./pane";
import type { Point } from "./surface";

export function askWords(pane: Pane, at: Point, done: (words: string) => void): void {
  const input = pane.find<HTMLInputElement>("[data-viewer-note]");
  const [width, height] = pane.stage.size;
  input.value = "";
  input.hidden = false;
  input.style.left = `${Math.max(4, Math.min(width - 190, at[0] + 8))}px`;
  input.style.top = `${Math.max(4, Math.min(height - 40, at[1] - 16))}px`;
  const close = () => {
    if (input.hidden) return;
    input.hidden = true;
    input.onkeydown = input.onblur = null;
    if (input.value.trim()) done(input.value.trim());
    pane.root.focus({ preventScroll: true });
  };
  input.onkeydown = (event) => {
    event.stopPropagation();
    if (event.key === "Escape") input.value = "";
    if (event.key === "Enter" || event.key === "Escape") close();
  };
  input.onblur = close;
  input.focus({ preventScroll: true });
}
