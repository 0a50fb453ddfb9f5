/** DICOMweb: metadata and thumbnails with the token, each asked for once. */

import { type Shelf, type Slot, type StudyConfig, bearer } from "./config";
import type { Dataset } from "./dicom";

const FRAME = "multipart/related; type=application/octet-stream; transfer-syntax=*";

/** What a page opens with: its first frame is on its way. */
export interface Opened {
  shelf: Shelf;
  slot: Slot;
  frame: Promise<ArrayBuffer>;
}

export class HttpError extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

export class Source {
  private readonly asked = new Map<string, Promise<Dataset[]>>();

  private async get(study: StudyConfig, url: string, accept: string): Promise<Response> {
    const answer = await fetch(url, { headers: { Accept: accept, ...bearer(study) } });
    if (!answer.ok) throw new HttpError(answer.status);
    return answer;
  }

  metadata(shelf: Shelf): Promise<Dataset[]> {
    const known = this.asked.get(shelf.url);
    if (known) return known;
    const answer = this.get(shelf.study, `${shelf.url}/metadata`, "application/dicom+json");
    const promise = answer.then((one) => one.json() as Promise<Dataset[]>);
    promise.catch(() => this.asked.delete(shelf.url));
    this.asked.set(shelf.url, promise);
    return promise;
  }

  async picture(shelf: Shelf): Promise<string> {
    const answer = await this.get(shelf.study, shelf.series.thumbnail!, "image/*");
    return URL.createObjectURL(await answer.blob());
  }

  /** Ask for the first frame while the scripts load; the browser's cache keeps it. */
  warm(shelf: Shelf, index: number): Opened | undefined {
    const slot = shelf.slots[index];
    if (!slot) return undefined;
    const frame = this.get(shelf.study, slot.url, FRAME).then((answer) => answer.arrayBuffer());
    frame.catch(() => undefined);
    this.metadata(shelf).catch(() => undefined);
    return { shelf, slot, frame };
  }
}
