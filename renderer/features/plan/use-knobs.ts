import { useCallback, useEffect, useRef, useState } from 'react'
import type { PlannerBasis } from '../../../common/contract.ts'
import type { SettingKey } from '../../../common/settings.ts'
import { useHost } from '../../host/use-host.tsx'
import { useStore } from '../../state/store.ts'
import type { Knobs } from './reckon.ts'

/** What is the user's own, and where it is kept. */
const KEPT: Partial<Record<keyof Knobs, SettingKey>> = {
  localSecondsPerImage: 'local-seconds-per-image',
  localWatts: 'local-watts',
  electricityPerKwh: 'electricity-per-kwh',
  timeValuePerHour: 'time-value-per-hour',
  vatPercent: 'vat-percent',
  uplinkMbits: 'uplink-mbits',
}
/** Somebody who still types is not written down at every digit. */
const SETTLED_MS = 600

/** As they are until somebody turns one. */
export function knobsOf(settings: PlannerBasis['settings']): Knobs {
  const { localSecondsPerImage, localWatts, electricityPerKwh, timeValuePerHour, vatPercent, uplinkMbits } = settings
  return {
    localSecondsPerImage,
    localWatts,
    electricityPerKwh,
    timeValuePerHour,
    vatPercent,
    uplinkMbits,
    cloudSecondsPerImage: null,
    setupSeconds: null,
  }
}

/** The knobs as the settings have them; what is turned counts at once, and is kept a moment later. */
export function useKnobs(settings: PlannerBasis['settings']) {
  const { api } = useHost()
  const forgetMarket = useStore(state => state.forgetMarket)
  const [knobs, setKnobs] = useState<Knobs>(() => knobsOf(settings))
  const kept = useRef(knobs)
  useEffect(() => {
    const keep = () => {
      for (const [knob, key] of Object.entries(KEPT) as [keyof Knobs, SettingKey][]) {
        if (knobs[knob] === kept.current[knob]) continue
        // Not kept is no harm: it counts for this plan all the same.
        void api.call('settings.set', { key, value: knobs[knob] }).then(forgetMarket, () => undefined)
      }
      kept.current = knobs
    }
    const timer = setTimeout(keep, SETTLED_MS)
    return () => clearTimeout(timer)
  }, [api, forgetMarket, knobs])
  const change = useCallback((turned: Partial<Knobs>) => setKnobs(before => ({ ...before, ...turned })), [])
  return { knobs, change }
}
