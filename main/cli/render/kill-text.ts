import type { KillReport } from '../../../common/contract.ts'
import { answersText, askedText } from './answers-text.ts'
import { durationText } from './durations.ts'

/** What was ended, what was gone already, and, loudest, what is not proven gone. */
export function killText(report: KillReport): string {
  const { terminated, alreadyGone, unconfirmed, providers, seconds } = report
  const lines = [
    ...listed('ended and seen gone', terminated),
    ...listed('gone already', alreadyGone),
    ...listed('NOT PROVEN GONE, may still be billing', unconfirmed),
  ]
  if (lines.length === 0) lines.push('Nothing was running.')
  const trouble = answersText(providers)
  if (trouble !== '') lines.push(trouble)
  if (unconfirmed.length > 0) lines.push("Give the command again, and look at the provider's own page.")
  return [...lines, `${askedText(providers)}; took ${durationText(seconds)}`].join('\n')
}

function listed(title: string, ids: readonly string[]): string[] {
  return ids.length > 0 ? [`${title}: ${ids.join(', ')}`] : []
}
