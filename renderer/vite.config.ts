import path from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * A screen's address has folders of its own, from which relative addresses would lead nowhere after a reload. The build
 * of the shell asks for relative ones, so this comes after it.
 */
const absoluteAddresses: Plugin = { name: 'absolute-addresses', enforce: 'post', config: () => ({ base: '/' }) }

/**
 * The page that window and browser share; built alone for the browser, and with the shell for the window.
 *
 * Paths start from the checkout, where every build is run: this file is bundled into another configuration.
 */
export default defineConfig({
  root: path.resolve('renderer'),
  plugins: [react(), tailwindcss(), absoluteAddresses],
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
