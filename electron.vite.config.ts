import { defineConfig } from 'electron-vite'
import page from './renderer/vite.config.ts'

/** Three programs from one source: the shell, its bridge, and the page that window and browser share. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rollupOptions: {
        input: { main: 'main/entry/main.ts' },
        // Flat: what finds the app's folder from where it lies must lie at one depth.
        output: { chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      // A sandboxed preload is loaded as CommonJS and can load no file of its own.
      rollupOptions: { input: 'preload/index.ts', output: { format: 'cjs', entryFileNames: '[name].cjs' } },
    },
  },
  renderer: page,
})
