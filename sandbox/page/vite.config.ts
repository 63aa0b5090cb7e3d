import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The file names carry no hash, so that a rebuild shows up as a small diff in
// the committed dist folder.
export default defineConfig({
  plugins: [react()],
  server: { proxy: { "/_sandbox": process.env.SANDBOX ?? "http://127.0.0.1:8080" } },
  build: {
    target: "es2022",
    modulePreload: false,
    cssCodeSplit: false,
    chunkSizeWarningLimit: 2000,
    rollupOptions: {
      output: {
        codeSplitting: false,
        entryFileNames: "assets/page.js",
        assetFileNames: "assets/page[extname]",
      },
    },
  },
});
