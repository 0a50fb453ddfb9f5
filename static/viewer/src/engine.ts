/** Cornerstone, started once: loader with the token, workers, rendering. */

import {
  Enums,
  RenderingEngine,
  type Types,
  eventTarget,
  getShouldUseCPURendering,
  init as startCore,
} from "@cornerstonejs/core";
import { init as startLoader, wadors } from "@cornerstonejs/dicom-image-loader";
import { init as startTools } from "@cornerstonejs/tools";

import { type Config, type Slot, bearer } from "./config";
import { type Dataset, frameDataset } from "./dicom";

export const VIEWPORT = "main";
export const ENGINE = "reading-room";

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

export function start(config: Config): void {
  styleByProperty();
  // The loader leaves the request of a failed frame lying about as its rejection.
  window.addEventListener("unhandledrejection", (event) => {
    if (event.reason instanceof XMLHttpRequest) event.preventDefault();
  });
  // One viewport needs one context: making seven takes most of the first second.
  startCore({ rendering: { webGlContextCount: 1 } } as never);
  startTools();
  startLoader({
    maxWebWorkers: Math.max(1, Math.min(4, (navigator.hardwareConcurrency || 2) - 1)),
    beforeSend: (_xhr: XMLHttpRequest, _id: string, headers: Record<string, string>) => ({
      ...headers,
      ...bearer(config),
    }),
    errorInterceptor: (error: unknown) => {
      const { request } = error as { request: XMLHttpRequest };
      failures.set(`wadors:${request.responseURL}`, request.status);
    },
  } as Parameters<typeof startLoader>[0]);
}

export function openViewport(element: HTMLDivElement): Types.IStackViewport {
  const engine = new RenderingEngine(ENGINE);
  engine.enableElement({
    viewportId: VIEWPORT,
    type: Enums.ViewportType.STACK,
    element,
    defaultOptions: { background: [0, 0, 0] },
  });
  new ResizeObserver(() => engine.resize(true, true)).observe(element);
  return engine.getViewport(VIEWPORT) as Types.IStackViewport;
}

export const onProcessor = (): boolean => getShouldUseCPURendering();

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
