import { frame, framePlurals } from './fr/frame.ts'
import { money, moneyPlurals } from './fr/money.ts'
import { settings } from './fr/settings.ts'
import { words } from './fr/words.ts'
import { work, workPlurals } from './fr/work.ts'
import type { Plurals } from './plurals.ts'

function forms(plurals: Plurals): Record<string, string> {
  return Object.fromEntries(
    Object.entries(plurals).flatMap(([key, [one, many]]) => [
      [`${key}_one`, one],
      [`${key}_many`, many],
      [`${key}_other`, many],
    ]),
  )
}

/** By the English form of each text. */
export const fr: Record<string, string> = {
  ...frame,
  ...work,
  ...money,
  ...settings,
  ...words,
  ...forms(framePlurals),
  ...forms(workPlurals),
  ...forms(moneyPlurals),
}
