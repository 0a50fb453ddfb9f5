/** The pointer's tools: one under the first button or finger, the rest always at hand. */

import {
  EllipticalROITool,
  Enums,
  LengthTool,
  PanTool,
  StackScrollTool,
  ToolGroupManager,
  WindowLevelTool,
  ZoomTool,
  addTool,
  annotation as annotations,
} from "@cornerstonejs/tools";
import { eventTarget } from "@cornerstonejs/core";

import type { Triple } from "./config";
import { unitOf, atDetector } from "./dicom";
import { ENGINE, VIEWPORT } from "./engine";
import { tidy } from "./geometry";
import { type Stage, newId } from "./stage";
import { word } from "./words";

export type ToolName = "scroll" | "window" | "zoom" | "pan" | "mark" | "length" | "area";

const OURS: Record<Exclude<ToolName, "mark">, string> = {
  scroll: StackScrollTool.toolName,
  window: WindowLevelTool.toolName,
  zoom: ZoomTool.toolName,
  pan: PanTool.toolName,
  length: LengthTool.toolName,
  area: EllipticalROITool.toolName,
};

const { MouseBindings, Events } = Enums;
const FIRST = [{ mouseButton: MouseBindings.Primary }, { numTouchPoints: 1 }];

type Stats = Record<string, number | string | undefined>;
type Data = { cachedStats: Record<string, Stats> };

export class Tools {
  private active: ToolName | null = null;
  private readonly group = ToolGroupManager.createToolGroup("main")!;

  constructor(
    private readonly stage: Stage,
    private readonly remember: (undo: () => void) => void,
  ) {
    paint();
    const { group } = this;
    for (const tool of [StackScrollTool, WindowLevelTool, ZoomTool, PanTool]) addTool(tool);
    addTool(LengthTool);
    addTool(EllipticalROITool);
    for (const name of [OURS.scroll, OURS.window, OURS.zoom, OURS.pan]) group.addTool(name);
    group.addTool(OURS.length, { getTextLines: this.lengthLines });
    group.addTool(OURS.area, { getTextLines: this.areaLines });
    group.addViewport(VIEWPORT, ENGINE);
    group.setToolActive(OURS.scroll, { bindings: [{ mouseButton: MouseBindings.Wheel }] });
    group.setToolActive(OURS.pan, { bindings: [{ mouseButton: MouseBindings.Auxiliary }] });
    group.setToolActive(OURS.zoom, {
      bindings: [{ mouseButton: MouseBindings.Secondary }, { numTouchPoints: 2 }],
    });
    group.setToolPassive(OURS.length);
    group.setToolPassive(OURS.area);
    eventTarget.addEventListener(Events.ANNOTATION_COMPLETED, this.completed);
  }

  get name(): ToolName | null {
    return this.active;
  }

  choose(name: ToolName): void {
    if (this.active && this.active !== "mark") {
      this.group.setToolPassive(OURS[this.active], { removeAllBindings: FIRST });
    }
    if (name !== "mark") this.group.setToolActive(OURS[name], { bindings: FIRST });
    this.active = name;
  }

  /** Measure between two points of the canvas that were set by keyboard. */
  measure(name: "length" | "area", from: [number, number], to: [number, number]): void {
    const middle = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2] as const;
    const corners: [number, number][] =
      name === "length"
        ? [from, to]
        : [
            [middle[0], Math.max(from[1], to[1])],
            [middle[0], Math.min(from[1], to[1])],
            [Math.min(from[0], to[0]), middle[1]],
            [Math.max(from[0], to[0]), middle[1]],
          ];
    this.add(OURS[name], corners.map((corner) => this.stage.world(corner)));
  }

  private add(toolName: string, points: Triple[]): void {
    const { viewport, element } = this.stage;
    const annotationUID = newId();
    annotations.state.addAnnotation(
      {
        annotationUID,
        highlighted: false,
        invalidated: true,
        isLocked: false,
        isVisible: true,
        metadata: {
          toolName,
          FrameOfReferenceUID: viewport.getFrameOfReferenceUID(),
          referencedImageId: viewport.getCurrentImageId(),
          viewPlaneNormal: viewport.getCamera().viewPlaneNormal,
          viewUp: viewport.getCamera().viewUp,
        },
        data: {
          label: "",
          cachedStats: {},
          handles: { points, activeHandleIndex: null, textBox: { hasMoved: false } },
        },
      } as never,
      element,
    );
    viewport.render();
    this.undoable(annotationUID);
  }

  private readonly completed = (event: Event): void => {
    const { annotation } = (event as CustomEvent).detail as {
      annotation: { annotationUID: string };
    };
    this.undoable(annotation.annotationUID);
  };

  private undoable(uid: string): void {
    this.remember(() => {
      annotations.state.removeAnnotation(uid);
      this.stage.viewport.render();
    });
  }

  private readonly lengthLines = (data: Data, target: string): string[] => {
    const { length, unit } = data.cachedStats[target] ?? {};
    if (typeof length !== "number") return [];
    const dataset = this.stage.datasetOf(target.replace(/^imageId:/, ""));
    const suffix = atDetector(dataset) ? ` ${word("at-detector")}` : "";
    return [`${tidy(length, 1)} ${unit}${suffix}`];
  };

  private readonly areaLines = (data: Data, target: string): string[] => {
    const { mean, stdDev, area, areaUnit } = data.cachedStats[target] ?? {};
    if (typeof mean !== "number") return [];
    const unit = unitOf(this.stage.datasetOf(target.replace(/^imageId:/, "")));
    const sized = (value: unknown) => `${tidy(Number(value), 1)} ${unit}`.trim();
    return [
      `${word("mean")} ${sized(mean)}`,
      `SD ${sized(stdDev)}`,
      `${tidy(Number(area), 1)} ${areaUnit}`,
    ];
  };
}

/** Lines bright enough over bone and over air alike. */
function paint(): void {
  annotations.config.style.setDefaultToolStyles({
    global: {
      color: "#a9d1f3",
      colorHighlighted: "#ffffff",
      colorSelected: "#ffffff",
      lineWidth: "2",
      lineDash: "",
      shadow: true,
      textBoxVisibility: true,
      textBoxFontFamily: "Atkinson Hyperlegible Mono, ui-monospace, monospace",
      textBoxFontSize: "14px",
      textBoxColor: "#d8ebfb",
      textBoxColorHighlighted: "#ffffff",
      textBoxBackground: "#05080bcc",
      textBoxLinkLineWidth: "1",
      textBoxLinkLineDash: "2,3",
    },
  } as never);
}

