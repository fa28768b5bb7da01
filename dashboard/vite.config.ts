import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

/** Built once into dist/ and served by the relay, from whatever path the relay gives it. */
export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  plugins: [react()],
  build: { outDir: "dist", emptyOutDir: true, sourcemap: true },
});
