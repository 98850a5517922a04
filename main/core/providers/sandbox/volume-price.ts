import type { Money } from '../../../../common/money.ts'

/** Of a volume, for a GB and month; invented, as all money here. */
export const VOLUME_PRICE_PER_GB: Money = { micros: 60_000, currency: 'EUR', taxIncluded: true, simulated: true }
