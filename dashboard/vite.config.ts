import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const relay = process.env.LIGHTY_RELAY ?? "http://127.0.0.1:7788";

/** Built once into dist/ and served by the relay, from whatever path the relay gives it. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  build: {
    outDir: "dist",
    emptyOutDir: true,
    sourcemap: true,
    // Served by a relay on the same machine: one file costs nothing.
    chunkSizeWarningLimit: 1_000,
    // Dark and light by light-dark(), as every browser of the last years has it.
    cssTarget: ["chrome123", "firefox120", "safari17.5"],
  },
  // `pnpm --filter @lighty/dashboard dev` beside a running relay: the page as it is edited, the relay's data.
  // The relay answers pages of its own origin only, so the proxy speaks as one.
  server: { proxy: { "/api": { target: relay, ws: true, changeOrigin: true, headers: { origin: relay } } } },
});
