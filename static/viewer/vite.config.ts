import { fileURLToPath } from "node:url";

import { defineConfig } from "vite";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  // Addresses inside the bundle are relative, so it works under any STATIC_URL.
  base: "./",
  publicDir: false,
  resolve: {
    alias: {
      // Vite stubs these names of Node's: the build stays green, the page blank.
      events: here("node_modules/events/events.js"),
      url: here("node_modules/url/url.js"),
    },
  },
  worker: { format: "es" },
  build: {
    outDir: process.env.VIEWER_OUT ?? here("../dist"),
    emptyOutDir: true,
    assetsInlineLimit: 0,
    target: "es2022",
    modulePreload: false,
    chunkSizeWarningLimit: 5000,
    reportCompressedSize: false,
    rollupOptions: {
      input: here("src/main.ts"),
      output: {
        entryFileNames: "viewer.js",
        // What the entry and the rest share stands in a chunk of its own: see src/main.ts.
        codeSplitting: {
          groups: [{ name: "base", test: /preload-helper|src\/(begin|config|dicom|early|first|frame|hash|presets|source|words)\.ts|codec-openjph/ }],
        },
        chunkFileNames: "assets/[name]-[hash].js",
        assetFileNames: ({ names }) =>
          names.some((name) => name.endsWith(".css"))
            ? "viewer.css"
            : "assets/[name]-[hash][extname]",
      },
    },
    cssCodeSplit: false,
  },
  test: { include: ["tests/**/*.test.ts"], environment: "node" },
} as Parameters<typeof defineConfig>[0]);
