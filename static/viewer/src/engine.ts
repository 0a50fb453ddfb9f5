/** Cornerstone, started once: loader with the token, workers, rendering. */

import {
  Enums,
  RenderingEngine,
  type Types,
  eventTarget,
  getConfiguration,
  init as startCore,
  setConfiguration,
  setUseCPURendering,
} from "@cornerstonejs/core";
import { init as startLoader, wadors } from "@cornerstonejs/dicom-image-loader";

import { type Slot, type StudyConfig, bearer } from "./config";
import { type Dataset, frameDataset } from "./dicom";
import { hasGraphicsCard } from "./graphics";

let stacks: RenderingEngine;
let volumes: RenderingEngine | null = null;
let isOnProcessor = false;

/** The last HTTP status of an image that did not come, by its image id. */
const failures = new Map<string, number>();

export const imageIdOf = (slot: Slot): string => `wadors:${slot.url}`;

export const statusOf = (imageId: string): number => failures.get(imageId) ?? 0;

/** Cornerstone writes style attributes, which a strict policy refuses; the same text set
 * as a property is allowed. */
function styleByProperty(): void {
  const write = Element.prototype.setAttribute;
  Element.prototype.setAttribute = function (name: string, value: string) {
    if (name === "style" && this instanceof SVGElement) this.style.cssText = value;
    else write.call(this, name, value);
  };
}

/** Each study's images are asked for with that study's own token. */
const headersFor = (studies: readonly StudyConfig[], imageId: string) => {
  const study = studies.find(({ studyUid }) => imageId.includes(`/studies/${studyUid}/`));
  return study ? bearer(study) : {};
};

export function start(studies: readonly StudyConfig[]): void {
  styleByProperty();
  // The loader leaves the request of a failed frame lying about as its rejection.
  window.addEventListener("unhandledrejection", (event) => {
    if (event.reason instanceof XMLHttpRequest) event.preventDefault();
  });
  startRendering();
  startLoader({
    maxWebWorkers: Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1)),
    beforeSend: (_xhr: XMLHttpRequest, imageId: string, headers: Record<string, string>) => ({
      ...headers,
      ...headersFor(studies, imageId),
    }),
    errorInterceptor: (error: unknown) => {
      const { request } = error as { request: XMLHttpRequest };
      failures.set(`wadors:${request.responseURL}`, request.status);
    },
  } as Parameters<typeof startLoader>[0]);
  stacks = new RenderingEngine("stacks");
}

/** Stacks are drawn by the processor where it would have to play the graphics card; the
 * core then makes no context at all, which would take most of the first second. */
function startRendering(): void {
  isOnProcessor = !hasGraphicsCard();
  if (isOnProcessor) setUseCPURendering(true, false);
  startCore();
  const { rendering, ...whole } = getConfiguration();
  // Viewports share one context, not seven.
  setConfiguration({ ...whole, rendering: { ...rendering, webGlContextCount: 1 } } as never);
}

export function openStack(element: HTMLDivElement, viewportId: string): Types.IStackViewport {
  return open(stacks, element, viewportId, Enums.ViewportType.STACK) as Types.IStackViewport;
}

/** Planes need WebGL, be it played by the processor: made once they are asked for. */
export function openPlane(element: HTMLDivElement, viewportId: string): Types.IVolumeViewport {
  setUseCPURendering(false, false);
  volumes ??= isOnProcessor ? new RenderingEngine("volumes") : stacks;
  const opened = open(volumes, element, viewportId, Enums.ViewportType.ORTHOGRAPHIC);
  setUseCPURendering(isOnProcessor, false);
  return opened as Types.IVolumeViewport;
}

function open(
  rendering: RenderingEngine, element: HTMLDivElement, viewportId: string, type: Enums.ViewportType,
) {
  rendering.enableElement({
    viewportId,
    type,
    element,
    defaultOptions: { background: [0, 0, 0] },
  });
  return rendering.getViewport(viewportId);
}

export const closePlane = (viewportId: string): void => volumes?.disableElement(viewportId);

/** Canvases take their elements' sizes; every camera fits its image anew. */
export function resize(): void {
  stacks.resize(true, false);
  if (volumes && volumes !== stacks) volumes.resize(true, false);
}

export const onProcessor = (): boolean => isOnProcessor;

/** Each frame gets its own flat dataset, so the loader never has to combine any. */
export function register(
  slots: readonly Slot[],
  metadata: readonly Dataset[],
): Map<string, Dataset> {
  const bySop = new Map(
    metadata.map((one) => [String(one["00080018"]?.Value?.[0]), one]),
  );
  const known = new Map<string, Dataset>();
  for (const slot of slots) {
    const instance = bySop.get(slot.sopUid);
    if (!instance) continue;
    const dataset = frameDataset(instance, slot.frame);
    wadors.metaDataManager.add(imageIdOf(slot), dataset as never);
    known.set(imageIdOf(slot), dataset);
  }
  return known;
}

export function onFailure(listener: (imageId: string) => void): void {
  eventTarget.addEventListener(Enums.Events.IMAGE_LOAD_ERROR, ((event: CustomEvent) => {
    listener((event.detail as { imageId: string }).imageId);
  }) as EventListener);
}
