/** Autosave: what was marked is kept on the server soon after, and tried again until it is. */

import type { Task } from "./config";
import type { Marks } from "./marks";
import { word } from "./words";

const SETTLE = 600;
const LONGEST = 30_000;

export class Keeper {
  private timer: number | undefined;
  private tries = 0;
  private kept: string;

  constructor(
    private readonly task: Task,
    private readonly marks: Marks,
    private readonly show: (sentence: string, state: "kept" | "waiting" | "refused") => void,
  ) {
    this.kept = this.body();
    marks.onChange(() => this.soon(SETTLE));
    window.addEventListener("online", () => this.soon(0));
    window.addEventListener("pagehide", () => void this.send(true));
  }

  private body(): string {
    return JSON.stringify({ marks: this.marks.toJSON() });
  }

  private soon(delay: number): void {
    window.clearTimeout(this.timer);
    this.timer = window.setTimeout(() => void this.send(false), delay);
  }

  private async send(leaving: boolean): Promise<void> {
    const body = this.body();
    if (body === this.kept || !this.task.autosave_url) return;
    try {
      const answer = await fetch(this.task.autosave_url, {
        method: "POST",
        headers: { "Content-Type": "application/json", "X-CSRFToken": this.task.csrf },
        credentials: "same-origin",
        redirect: "manual",
        keepalive: leaving,
        body,
      });
      if (answer.ok) this.done(body);
      else if (answer.status >= 500 || answer.status === 429) this.again();
      else this.refused();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      this.again();
    }
  }

  private done(body: string): void {
    this.kept = body;
    this.tries = 0;
    const time = new Date().toLocaleTimeString("en-GB");
    this.show(word("kept", { time }), "kept");
  }

  private again(): void {
    this.tries += 1;
    this.show(word("not-kept"), "waiting");
    this.soon(Math.min(LONGEST, 1000 * 2 ** this.tries));
  }

  /** Signed out, or the attempt is closed: trying again would not help. */
  private refused(): void {
    this.show(word("keep-refused"), "refused");
  }
}
