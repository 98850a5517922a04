import { existsSync } from 'node:fs'

const PLACES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

/** The browser of this machine; Playwright's own is not downloaded. */
export function chromiumBinary(): string {
  const named = process.env['BURST_CHROMIUM']
  const found = [...(named === undefined ? [] : [named]), ...PLACES].find(place => existsSync(place))
  if (found !== undefined) return found
  throw new Error(
    'The journeys need Chromium: install it (Debian: "apt-get install chromium"), or name it in BURST_CHROMIUM.',
  )
}
