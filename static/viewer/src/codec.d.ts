declare module "@cornerstonejs/codec-openjph/wasmjs" {
  interface Decoder {
    getEncodedBuffer(size: number): Uint8Array;
    /** Halved as many times as asked for; 0 is the whole. */
    decodeSubResolution(halvings: number): void;
    getDecodedBuffer(): Uint8Array<ArrayBuffer>;
    getFrameInfo(): {
      width: number;
      height: number;
      bitsPerSample: number;
      componentCount: number;
      isSigned: boolean;
    };
    delete(): void;
  }
  export default function start(given: {
    locateFile(name: string): string;
  }): Promise<{ HTJ2KDecoder: new () => Decoder }>;
}
