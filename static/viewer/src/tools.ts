/** The pointer's tools, by name: a few move the image, the others draw upon it. */

import { KINDS, type Kind } from "./config";

export const MOVERS = ["scroll", "window", "zoom", "pan", "lens"] as const;
export type ToolName = (typeof MOVERS)[number] | "mark" | Exclude<Kind, "point" | "key">;

export const TOOLS: readonly ToolName[] = [
  ...MOVERS,
  "mark",
  ...KINDS.filter((kind) => kind !== "point" && kind !== "key"),
] as ToolName[];

/** What a tool draws; null where it moves the image instead. "mark" is the task's point. */
export function kindOf(tool: ToolName): Kind | null {
  if (tool === "mark") return "point";
  return (MOVERS as readonly string[]).includes(tool) ? null : (tool as Kind);
}
