/** DICOMweb: metadata and thumbnails with the token, each asked for once. */

import { type Config, type Series, bearer, seriesUrl, slots } from "./config";
import type { Dataset } from "./dicom";

const FRAME = "multipart/related; type=application/octet-stream; transfer-syntax=*";

export class HttpError extends Error {
  constructor(readonly status: number) {
    super(`HTTP ${status}`);
  }
}

export class Source {
  private readonly asked = new Map<string, Promise<Dataset[]>>();

  constructor(private readonly config: Config) {}

  private async get(url: string, accept: string): Promise<Response> {
    const answer = await fetch(url, {
      headers: { Accept: accept, ...bearer(this.config) },
    });
    if (!answer.ok) throw new HttpError(answer.status);
    return answer;
  }

  metadata(series: Series): Promise<Dataset[]> {
    const known = this.asked.get(series.uid);
    if (known) return known;
    const url = `${seriesUrl(this.config, series)}/metadata`;
    const promise = this.get(url, "application/dicom+json").then(
      (answer) => answer.json() as Promise<Dataset[]>,
    );
    promise.catch(() => this.asked.delete(series.uid));
    this.asked.set(series.uid, promise);
    return promise;
  }

  async picture(url: string): Promise<string> {
    const answer = await this.get(url, "image/*");
    return URL.createObjectURL(await answer.blob());
  }

  /** Fill the browser's cache with the first frame while the scripts load. */
  warm(): void {
    const [series] = this.config.series;
    const first = series && slots(this.config, series)[0];
    if (!series || !first) return;
    this.metadata(series).catch(() => undefined);
    this.get(first.url, FRAME).then(
      (answer) => void answer.arrayBuffer(),
      () => undefined,
    );
  }
}
