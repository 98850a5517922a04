import { accountMoney } from '../../../common/money.ts'
import type { Settings } from '../../../common/settings.ts'
import type { WatchLimits } from '../../../common/watchdog/rules.ts'

/** The limits of the watchdog as the settings have them. */
export function watchLimits(settings: Settings): WatchLimits {
  const cost = settings['watch-instance-cost']
  return {
    lifetimeMs: settings['lifetime-limit-seconds'] * 1000,
    bootMs: settings['watch-boot-seconds'] === 0 ? null : settings['watch-boot-seconds'] * 1000,
    cost: cost === 0 ? null : accountMoney(cost, settings.currency),
    orphanMs: settings['watch-orphans'] === 'end' ? settings['watch-orphan-seconds'] * 1000 : null,
  }
}
