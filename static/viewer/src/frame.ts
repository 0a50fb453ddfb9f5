/** One stored frame: taken out of its multipart envelope, and decoded (HTJ2K). */

import startCodec from "@cornerstonejs/codec-openjph/wasmjs";

export interface Frame {
  columns: number;
  rows: number;
  /** Three to a pixel in colour. */
  values: ArrayLike<number>;
  isColour: boolean;
}

const wasm = new URL("@cornerstonejs/codec-openjph/wasm", import.meta.url).href;

type Codec = Awaited<ReturnType<typeof startCodec>>;

export const codec = (): Promise<Codec> => startCodec({ locateFile: () => wasm });

const START_OF_CODESTREAM = [0xff, 0x4f, 0xff, 0x51] as const;

/** From the codestream's first marker on; what closes the envelope is left to the
 * decoder, which stops at the codestream's end. Null where it is coded otherwise. */
export function codestreamIn(part: Uint8Array): Uint8Array | null {
  const headers = Math.min(part.length, 1024);
  for (let n = 0; n + 4 <= headers; n += 1) {
    if (START_OF_CODESTREAM.every((byte, k) => part[n + k] === byte)) return part.subarray(n);
  }
  return null;
}

export function decoded(
  { HTJ2KDecoder }: Codec, codestream: Uint8Array, halvings = 0,
): Frame {
  const decoder = new HTJ2KDecoder();
  decoder.getEncodedBuffer(codestream.length).set(codestream);
  decoder.decodeSubResolution(halvings);
  const { width, height, bitsPerSample, componentCount, isSigned } = decoder.getFrameInfo();
  const { buffer, byteOffset, byteLength } = decoder.getDecodedBuffer();
  const bytes = buffer.slice(byteOffset, byteOffset + byteLength);
  decoder.delete();
  const wide = isSigned ? Int16Array : Uint16Array;
  const narrow = isSigned ? Int8Array : Uint8Array;
  const halved = (size: number) => Math.ceil(size / 2 ** halvings);
  const values = bitsPerSample > 8 ? new wide(bytes) : new narrow(bytes);
  return { columns: halved(width), rows: halved(height), values, isColour: componentCount > 1 };
}
