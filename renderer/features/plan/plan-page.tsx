import { useCallback, useMemo } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { PlannerBasis } from '../../../common/contract.ts'
import { toWireMoney } from '../../../common/money.ts'
import { MAX_ITEMS } from '../../../common/job/limits.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { useAsked } from '../../state/use-asked.ts'
import { cloudName } from '../../text/cloud-names.ts'
import { useText } from '../../text/translate.ts'
import { buttonLook } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { adviceText } from './advice.ts'
import { AssumptionsPanel } from './assumptions-panel.tsx'
import { HomeAndAway } from './home-and-away.tsx'
import { OfferTable } from './offer-table.tsx'
import { PlanControls } from './plan-controls.tsx'
import { groundOf, reckon } from './reckon.ts'
import { StartBar } from './start-bar.tsx'
import { useAskedPlan } from './use-asked-plan.ts'
import { useKnobs } from './use-knobs.ts'
import { VolumeProposal } from './volume-proposal.tsx'
import { WorthChart } from './worth-chart.tsx'

/** Without a template any number may be asked about. */
const MOST_IMAGES = 100_000
const USUAL_IMAGES = 500

/** At home or in the cloud, where, on how many machines, and what it will cost: before any money moves. */
export function PlanPage() {
  const t = useText()
  const { api } = useHost()
  const [search] = useSearchParams()
  const template = search.get('path')
  const asked = useAsked(
    useCallback(async () => {
      const basis = await api.call(
        'planner.basis',
        template === null ? {} : { source: { from: 'template', template, options: {} } },
      )
      return { template, basis }
    }, [api, template]),
  )
  const basis = asked.value?.template === template ? asked.value.basis : null
  return (
    <Page title={t('Plan')}>
      {asked.problem && <ProblemNote problem={asked.problem} />}
      {!basis && !asked.problem && <Skeleton className="h-[560px]" />}
      {basis && <Planner key={template ?? ''} basis={basis} template={template} onChanged={() => void asked.again()} />}
    </Page>
  )
}

type PlannerProps = {
  readonly basis: PlannerBasis
  readonly template: string | null
  /** What can be rented is another list now. */
  readonly onChanged: () => void
}

function Planner({ basis, template, onChanged }: PlannerProps) {
  const t = useText()
  const [, setSearch] = useSearchParams()
  const { knobs, change } = useKnobs(basis.settings)
  const most = Math.max(1, Math.min(basis.job?.count ?? MOST_IMAGES, MAX_ITEMS))
  const { asked, ask, leave } = useAskedPlan(basis.job?.count ?? USUAL_IMAGES, most)
  const { images, lanes } = asked
  const ground = useMemo(() => groundOf(basis, knobs), [basis, knobs])
  const reckoned = useMemo(() => reckon(basis, ground, asked), [basis, ground, asked])
  const { chosen, options, breakEven, ways, worst, local } = reckoned
  return (
    <>
      <p className="max-w-4xl text-title font-medium text-balance" role="status">
        {adviceText(reckoned, images, t)}
      </p>
      <Notes basis={basis} reckoned={reckoned} />
      <div className="grid items-start gap-5 min-[1100px]:grid-cols-[minmax(0,1fr)_320px]">
        <div className="flex min-w-0 flex-col gap-5">
          <PlanControls
            template={template}
            onTemplate={path => {
              leave()
              setSearch(path === null ? {} : { path })
            }}
            {...{ images, most, lanes, ways }}
            onImages={wanted => ask({ images: wanted })}
            onLanes={wanted => ask({ lanes: wanted })}
          />
          {chosen && (
            <>
              <HomeAndAway localSeconds={local.seconds} energyCost={toWireMoney(local.energyCost)} options={options} />
              {chosen.option.netValue && (
                <WorthChart
                  {...{ chosen, ground, images, lanes, breakEven }}
                  onImages={wanted => ask({ images: wanted })}
                />
              )}
              {template !== null && <VolumeProposal template={template} onMade={onChanged} />}
              <OfferTable options={options} chosen={chosen} onChoose={offer => ask({ offerId: offer })} />
            </>
          )}
        </div>
        <AssumptionsPanel knobs={knobs} currency={basis.settings.currency} chosen={chosen} onChange={change} />
      </div>
      {chosen && worst && (
        <StartBar {...{ template, images, chosen, worst }} warmSeconds={basis.settings.warmSeconds} home={basis.home} />
      )}
    </>
  )
}

/** What the sums do not cover, said before somebody relies on them. */
function Notes({ basis, reckoned }: { readonly basis: PlannerBasis; readonly reckoned: ReturnType<typeof reckon> }) {
  const t = useText()
  const isPractice = reckoned.options.length > 0 && reckoned.options.every(({ option }) => option.cost.simulated)
  const silent = basis.providers.filter(({ ok }) => !ok)
  const accuracy = isPractice ? basis.accuracy.practice : basis.accuracy.money
  return (
    <div className="flex flex-col gap-2">
      {isPractice && (
        <p className="flex flex-wrap items-center gap-3 text-ink-2">
          {t('These are prices of the practice cloud, in invented money. With an account here stand real ones.')}
          <Link to={paths.accounts} className={buttonLook('plain')}>
            {t('Connect a cloud')}
          </Link>
        </p>
      )}
      {silent.map(({ provider, error }) => (
        <p key={provider} className="text-amber-text">
          {t('{{provider}} could not be asked: {{error}}', { provider: cloudName(provider), error: error ?? '' })}
        </p>
      ))}
      {accuracy && (
        <p className="text-small text-ink-2">
          {t('The last {{count}} estimates were off by {{time}} % in time and {{cost}} % in cost.', {
            count: accuracy.bursts,
            time: Math.round(accuracy.seconds * 100),
            cost: Math.round(accuracy.cost * 100),
          })}
        </p>
      )}
    </div>
  )
}
