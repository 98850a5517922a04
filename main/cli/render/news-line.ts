import type { Announcement, WatchNews } from '../../../common/watchdog/news.ts'

/** What the watchdog did or found, on one line. */
export function newsLine({ at, type, provider, instanceId, rule, message }: WatchNews): string {
  const about = [provider, instanceId, rule === null ? null : `(${rule})`].filter(part => part !== null)
  return [at, type, ...about, message].join('  ').replaceAll('\n', ' ')
}

/** An end that will come unless somebody stops it. */
export function announcementLine({ provider, instanceId, message, endsAt, keptUntil }: Announcement): string {
  const fate = keptUntil === null ? `it is ended at ${endsAt}` : `it is kept until ${keptUntil}`
  return `${provider} ${instanceId}: ${message}; ${fate}. Stop that with \`burst watch keep ${instanceId}\`.`
}
