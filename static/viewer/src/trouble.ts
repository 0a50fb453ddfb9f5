/** What the reader is told when an image does not come, and what there is to do. */

import { HttpError } from "./source";
import { word } from "./words";

export class Trouble {
  constructor(
    private readonly root: HTMLElement,
    retry: () => void,
  ) {
    this.find("[data-viewer-retry]").addEventListener("click", retry);
    this.find("[data-viewer-reload]").addEventListener("click", () => location.reload());
  }

  private find(selector: string): HTMLElement {
    return this.root.querySelector<HTMLElement>(selector)!;
  }

  /** By the status of the answer; 0 = there was none. */
  failed(status: number, image: number): void {
    if (status === 401 || status === 403) this.show(word("expired"), "reload");
    else this.show(word("failed", { n: image }), "retry");
  }

  broken(error: unknown, otherwise: number, image: number): void {
    this.failed(error instanceof HttpError ? error.status : otherwise, image);
    if (!(error instanceof HttpError)) console.warn(error);
  }

  show(sentence: string, way: "retry" | "reload" | null): void {
    this.root.dataset.state = way === "reload" ? "expired" : "failed";
    this.find("[data-viewer-sentence]").textContent = sentence;
    this.find("[data-viewer-retry]").hidden = way !== "retry";
    this.find("[data-viewer-reload]").hidden = way !== "reload";
    this.find("[data-viewer-trouble]").hidden = false;
  }

  clear(): void {
    this.find("[data-viewer-trouble]").hidden = true;
  }
}
