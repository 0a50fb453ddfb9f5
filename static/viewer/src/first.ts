/** The first image, painted by itself before what works on it has come: the same pixels
 * through the same window, lying as the viewer will lay it. */

import type { Hanging } from "./config";
import { type Dataset, frameDataset, numbers, text } from "./dicom";
import { type Frame, codec, codestreamIn, decoded } from "./frame";
import type { Place } from "./hash";
import { toRange } from "./presets";
import type { Opened, Source } from "./source";

type Range = ReturnType<typeof toRange>;

/** Is this an image that is painted by a plain window, upright and alone in its room? */
const isPlain = (place: Place | null, hanging: Hanging | null | undefined): boolean =>
  !place?.r && !place?.f && (place?.v ?? hanging?.layout ?? "stack") === "stack";

const isLinear = (dataset: Dataset): boolean =>
  !dataset["00283000"] && !dataset["00283010"] && /^(LINEAR)?$/.test(text(dataset, "00281056"));

export async function paintFirst(
  canvas: HTMLCanvasElement,
  source: Source,
  opened: Opened,
  place: Place | null,
  hanging: Hanging | null | undefined,
): Promise<void> {
  if (!isPlain(place, hanging)) return;
  const { shelf, slot, frame } = opened;
  const [engine, part, metadata] = await Promise.all([codec(), frame, source.metadata(shelf)]);
  const instance = metadata.find((one) => text(one, "00080018") === slot.sopUid);
  const codestream = codestreamIn(new Uint8Array(part));
  if (!instance || !codestream) return;
  const dataset = frameDataset(instance, slot.frame);
  if (!isLinear(dataset)) return;
  const laid = layOf(canvas.parentElement!, dataset, place ?? {});
  const image = decoded(engine, codestream, laid.halvings);
  const wanted = place?.w !== undefined && place.c !== undefined
    ? toRange({ width: Math.max(1, place.w), centre: place.c })
    : hanging?.window && toRange(hanging.window);
  paint(canvas, picture(image, dataset, wanted, Boolean(place?.n)), laid);
  performance.mark("viewer:first-image");
  performance.measure("viewer:to-first-image", "viewer:start", "viewer:first-image");
}

function picture(
  image: Frame, dataset: Dataset, wanted: Range | null | undefined, isSwapped: boolean,
): ImageData {
  const { columns, rows, values, isColour } = image;
  const drawn = new ImageData(columns, rows);
  const words = new Uint32Array(drawn.data.buffer);
  if (isColour) {
    const swap = isSwapped ? 0xffffff : 0;
    for (let n = 0, k = 0; n < words.length; n += 1, k += 3) {
      words[n] = (0xff000000 | (values[k + 2]! << 16) | (values[k + 1]! << 8) | values[k]!) ^ swap;
    }
    return drawn;
  }
  const { table, least } = greys(values, dataset, wanted, isSwapped);
  for (let n = 0; n < words.length; n += 1) words[n] = table[values[n]! - least]!;
  return drawn;
}

/** What each stored value is on the screen. */
function greys(
  values: ArrayLike<number>, dataset: Dataset, wanted: Range | null | undefined, isSwapped: boolean,
): { table: Uint32Array; least: number } {
  const one = (tag: string) => numbers(dataset, tag)[0];
  const [slope, intercept] = [one("00281053") ?? 1, one("00281052") ?? 0];
  let [least, most] = [Infinity, -Infinity];
  for (let n = 0; n < values.length; n += 1) {
    const value = values[n]!;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const [centre, width] = [one("00281050"), one("00281051")];
  const sent = centre !== undefined && width !== undefined ? toRange({ width, centre }) : null;
  const whole = { lower: least * slope + intercept, upper: most * slope + intercept };
  const { lower, upper } = wanted ?? sent ?? whole;
  const isInverse = text(dataset, "00280004") === "MONOCHROME1" !== isSwapped;
  const table = Uint32Array.from({ length: most - least + 1 }, (_, n) => {
    const share = ((least + n) * slope + intercept - lower) / Math.max(1e-6, upper - lower);
    const grey = Math.round(255 * Math.min(1, Math.max(0, share)));
    return 0xff000000 | ((isInverse ? 255 - grey : grey) * 0x010101);
  });
  return { table, least };
}

interface Laid {
  canvas: readonly [number, number];
  box: readonly [number, number, number, number];
  halvings: number;
}

/** Where the image comes to lie, and how often it may be halved without being seen. */
function layOf(room: HTMLElement, dataset: Dataset, { z = 1, x = 0, y = 0 }: Place): Laid {
  const size = (points: number) => Math.round(points * devicePixelRatio);
  const canvas = [size(room.clientWidth), size(room.clientHeight)] as const;
  const [down = 1, across = 1] = numbers(dataset, "00280030");
  const [rows = 1, columns = 1] = ["00280010", "00280011"].map((tag) => numbers(dataset, tag)[0]);
  const fit = Math.min(canvas[0] / (columns * across), canvas[1] / (rows * down)) * z;
  const [wide, high] = [columns * across * fit, rows * down * fit];
  const left = canvas[0] / 2 - wide / 2 - x * across * fit;
  const top = canvas[1] / 2 - high / 2 - y * down * fit;
  const halvings = Math.floor(Math.log2(Math.min(columns / wide, rows / high)));
  return { canvas, box: [left, top, wide, high], halvings: Math.max(0, Math.min(5, halvings)) };
}

function paint(canvas: HTMLCanvasElement, image: ImageData, { canvas: size, box }: Laid): void {
  const sheet = new OffscreenCanvas(image.width, image.height);
  sheet.getContext("2d")!.putImageData(image, 0, 0);
  [canvas.width, canvas.height] = size;
  canvas.getContext("2d")!.drawImage(sheet, ...box);
  canvas.hidden = false;
}
