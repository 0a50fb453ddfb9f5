/** DICOMweb: metadata and thumbnails with the token, each asked for once. */

import { type Shelf, type StudyConfig, bearer } from "./config";
import type { Dataset } from "./dicom";

const FRAME = "multipart/related; type=application/octet-stream; transfer-syntax=*";

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

  /** Fill the browser's cache with the first frame while the scripts load. */
  warm(shelf: Shelf, index: number): void {
    const first = shelf.slots[index];
    if (!first) return;
    this.metadata(shelf).catch(() => undefined);
    this.get(shelf.study, first.url, FRAME).then(
      (answer) => void answer.arrayBuffer(),
      () => undefined,
    );
  }
}
