import path from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/** The page that window and browser share; built alone for the browser, and with the shell for the window. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: path.resolve(import.meta.dirname, '../out/renderer'),
    emptyOutDir: true,
    minify: true,
    // The page loads fonts from its own origin only.
    assetsInlineLimit: 0,
    rollupOptions: { input: path.resolve(import.meta.dirname, 'index.html') },
  },
})
