import { useEffect, useMemo } from 'react'
import { MAX_ITEMS } from '../../../common/job/limits.ts'
import { toWireMoney } from '../../../common/money.ts'
import { cloudWork, localWork } from '../../../common/pricing/compare.ts'
import { USUAL_IMAGES } from '../../../common/pricing/estimate.ts'
import { weigh } from '../../../common/pricing/weigh.ts'
import { useHost } from '../../host/use-host.tsx'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { roughDurationText } from '../../ui/duration-text.ts'
import { moneyText } from '../../ui/money-text.ts'
import { groundOf, type Ground } from '../plan/reckon.ts'
import { knobsOf } from '../plan/use-knobs.ts'

/** What every card reckons with: home, and the offer that is the best for a usual burst. Null until it is known. */
export function useBestOffer() {
  const { api } = useHost()
  const market = useStore(state => state.market)
  const askMarket = useStore(state => state.askMarket)
  useEffect(() => askMarket(api, Date.now()), [api, askMarket])
  return useMemo(() => {
    if (market === null) return null
    const ground = groundOf(market.basis, knobsOf(market.basis.settings))
    const [best] = weigh(USUAL_IMAGES, ground.offers, 1, ground.estimate)
    return best ? { assumed: ground.assumed, offer: best.offer, forecast: best.forecast } : null
  }, [market])
}

type Best = Pick<Ground, 'assumed'> & Pick<Ground['offers'][number], 'offer' | 'forecast'>

/** `≈ 52 min · €2.94 in the cloud, 1 h 52 min at home` */
export function CardEstimate({ count, best }: { readonly count: number; readonly best: Best }) {
  const t = useText()
  const { assumed, offer, forecast } = best
  if (!(count >= 1) || count > MAX_ITEMS) return null
  const away = cloudWork(count, offer, 1, forecast)
  const values = {
    time: roughDurationText(away.seconds.total),
    cost: moneyText(toWireMoney(away.cost)),
    home: roughDurationText(localWork(count, assumed, away.cost.currency).seconds),
  }
  return (
    <p className="truncate text-small text-ink-3">
      {away.cost.simulated
        ? t('≈ {{time}} · {{cost}} on the practice cloud, {{home}} at home', values)
        : t('≈ {{time}} · {{cost}} in the cloud, {{home}} at home', values)}
    </p>
  )
}
