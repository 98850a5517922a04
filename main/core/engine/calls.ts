import type { CallName } from '../../../common/contract.ts'

/**
 * Calls that may be sent again when their answer was lost: they read, or wish for a state that a burst with an id is
 * in or will be in. All others may have done something that must not be done twice.
 */
const REPEATABLE: ReadonlySet<CallName> = new Set<CallName>([
  'engine.info',
  'doctor.check',
  'templates.list',
  'templates.folders',
  'templates.preview',
  'templates.source',
  'templates.expand',
  'workflows.look',
  'offers.list',
  'images.list',
  'volumes.list',
  'volumes.propose',
  'volumes.price',
  'gallery.page',
  'gallery.facets',
  'gallery.mark',
  'estimate.compare',
  'planner.basis',
  'bursts.plan',
  'bursts.list',
  'bursts.show',
  'bursts.pause',
  'bursts.resume',
  'bursts.finish',
  'bursts.approve',
  'bursts.reference',
  'bursts.cancel',
  'events.page',
  'instances.list',
  'spend.report',
  'away.since',
  'audit.page',
  'audit.check',
  'budget.show',
  'budget.set',
  'alerts.list',
  'models.list',
  'models.scan',
  'models.sources',
  'models.addSource',
  'models.removeSource',
  'models.findSources',
  'keys.list',
  'settings.list',
  'settings.get',
  'sandbox.status',
])

export function isRepeatable(name: CallName): boolean {
  return REPEATABLE.has(name)
}
