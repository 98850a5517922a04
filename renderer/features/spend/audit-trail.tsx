import { useCallback } from 'react'
import { useHost } from '../../host/use-host.tsx'
import { useAsked } from '../../state/use-asked.ts'
import { useText } from '../../text/translate.ts'
import { Chip } from '../../ui/chip.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { dateText } from '../../ui/relative-time.ts'
import { Cell, HeadCell, Table } from '../../ui/table.tsx'

const SHOWN = 40

/** Who did what of everything that costs, ends a cost, or moves or deletes pictures; the newest first. */
export function AuditTrail() {
  const t = useText()
  const { api } = useHost()
  const trail = useAsked(
    useCallback(
      async () => ({
        lines: await api.call('audit.page', { limit: SHOWN, newest: true }),
        check: await api.call('audit.check', undefined),
      }),
      [api],
    ),
  )
  if (trail.problem) return <ProblemNote problem={trail.problem} />
  if (trail.value === null || trail.value.lines.length === 0) return null
  const { lines, check } = trail.value
  return (
    <section aria-label={t('Who did what')} className="flex flex-col gap-3">
      <h2 className="flex items-center gap-3 text-heading font-semibold">
        {t('Who did what')}
        {check.ok ? (
          <Chip>{t('whole: {{count}} lines', { count: check.lines })}</Chip>
        ) : (
          <Chip tone="danger">{t('broken at line {{line}}', { line: check.brokenAt ?? 0 })}</Chip>
        )}
      </h2>
      <Table label={t('Who did what')}>
        <thead>
          <tr>
            <HeadCell>{t('When')}</HeadCell>
            <HeadCell>{t('Who')}</HeadCell>
            <HeadCell>{t('Did')}</HeadCell>
            <HeadCell>{t('To')}</HeadCell>
          </tr>
        </thead>
        <tbody>
          {lines.map(({ seq, at, actor, action, target }) => (
            <tr key={seq} className="border-t border-line">
              <Cell>
                <span className="whitespace-nowrap text-ink-2">{dateText(at)}</span>
              </Cell>
              <Cell>{t(actor)}</Cell>
              <Cell>{t(action)}</Cell>
              <Cell>
                <span className="font-mono text-small">{target}</span>
              </Cell>
            </tr>
          ))}
        </tbody>
      </Table>
    </section>
  )
}
