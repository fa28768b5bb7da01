import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const relay = process.env.LIGHTY_RELAY ?? "http://127.0.0.1:7788";

/** Built once into dist/ and served by the relay, from whatever path the relay gives it. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  build: { outDir: "dist", emptyOutDir: true, sourcemap: true },
  // `pnpm --filter @lighty/dashboard dev` beside a running relay: the page as it is edited, the relay's data.
  server: { proxy: { "/api": { target: relay, ws: true, changeOrigin: true } } },
});
