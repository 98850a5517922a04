import path from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

/**
 * The page that window and browser share; built alone for the browser, and with the shell for the window.
 *
 * Paths start from the checkout, where every build is run: this file is bundled into another configuration.
 */
export default defineConfig({
  root: path.resolve('renderer'),
  base: '/',
  plugins: [react(), tailwindcss()],
  build: {
    outDir: path.resolve('out/renderer'),
    emptyOutDir: true,
    minify: true,
    // One page for one user on one computer: it is read from the disk, not from the net.
    chunkSizeWarningLimit: 1500,
    // The page loads fonts from its own origin only.
    assetsInlineLimit: 0,
    rollupOptions: { input: path.resolve('renderer/index.html') },
  },
})
