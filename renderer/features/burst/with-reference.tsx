import { useEffect, useState, type ReactNode } from 'react'
import type { ReferenceView } from '../../../common/contract.ts'
import { useHost } from '../../host/use-host.tsx'
import { useText } from '../../text/translate.ts'
import { Skeleton } from '../../ui/skeleton.tsx'

const ASK_AGAIN_MS = 1500

/** The first picture (`children`), and beside it the same prompt and seed on the card at home, where there is such a card. */
export function WithReference({
  burstId,
  prompt,
  children,
}: {
  readonly burstId: string
  readonly prompt: string
  readonly children: ReactNode
}) {
  const t = useText()
  const view = useReference(burstId)
  if (view.state === 'none') return children
  return (
    <>
      <figure className="flex max-w-full flex-col gap-1">
        {children}
        <figcaption className="text-small text-ink-2">{t('From this burst')}</figcaption>
      </figure>
      <figure className="flex max-w-full flex-col gap-1">
        {view.state === 'made' && (
          <img
            src={view.picture}
            alt={t('At home: {{prompt}}', { prompt })}
            draggable={false}
            className="max-h-80 max-w-full rounded-control"
          />
        )}
        {view.state === 'making' && <Skeleton className="h-60 w-60 rounded-control" />}
        <figcaption className="max-w-60 text-small text-ink-2">
          {view.state === 'failed'
            ? t('Not made at home to compare: {{message}}', { message: view.message })
            : view.state === 'making'
              ? t('Your card at home makes the same one.')
              : t('The same, made at home')}
        </figcaption>
      </figure>
    </>
  )
}

/** Asked again until it is made, or cannot be. */
function useReference(burstId: string): ReferenceView {
  const { api } = useHost()
  const [view, setView] = useState<ReferenceView>({ state: 'none' })
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined
    let here = true
    const ask = async () => {
      const found: ReferenceView = await api
        .call('bursts.reference', { id: burstId })
        .catch(() => ({ state: 'none' }) as const)
      if (!here) return
      setView(found)
      if (found.state === 'making') timer = setTimeout(() => void ask(), ASK_AGAIN_MS)
    }
    void ask()
    return () => {
      here = false
      clearTimeout(timer)
    }
  }, [api, burstId])
  return view
}
