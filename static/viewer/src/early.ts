/** What starts before everything else: nothing heavy is evaluated until it is done. */

const LONGEST = 1500;

let release: () => void = () => undefined;

/** The first image is on the screen, cannot be painted ahead, or takes too long. */
export const early = new Promise<void>((done) => {
  release = done;
  window.setTimeout(done, LONGEST);
});

export const letGo = (): void => release();
