import path from 'node:path'

/**
 * The folder that holds `resources`, `package.json` and the built page.
 *
 * Sources lie two folders below it, and so does the bundle of the desktop app.
 */
export const APP_ROOT = path.resolve(import.meta.dirname, '../..')
