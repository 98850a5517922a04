import type { Handlers, Publishers } from '../../../common/contract.ts'
import { alertPublisher, budgetHandlers } from './budget.ts'
import { auditHandlers } from './audit.ts'
import { audited } from './audited.ts'
import { awayHandlers } from './away.ts'
import { burstHandlers } from './bursts.ts'
import { doctorHandlers } from './doctor.ts'
import { engineHandlers } from './engine.ts'
import { eventHandlers } from './events.ts'
import { galleryHandlers } from './gallery.ts'
import { imageHandlers } from './images.ts'
import { instanceHandlers } from './instances.ts'
import { referenceHandlers } from './reference.ts'
import { providerHandlers } from './providers.ts'
import { offerHandlers } from './offers.ts'
import { estimateHandlers } from './estimate.ts'
import { plannerHandlers } from './planner.ts'
import { keyHandlers } from './keys.ts'
import { lineHandlers } from './line.ts'
import { modelHandlers, modelPublisher } from './models.ts'
import { transferPublisher } from './publish-transfers.ts'
import type { Parts } from './parts.ts'
import { burstPublisher } from './publish-bursts.ts'
import { eventPublisher } from './publish-events.ts'
import { templatePublisher } from './publish-templates.ts'
import { safetyPublisher } from './publish-safety.ts'
import { pictureHandlers } from './pictures.ts'
import { sandboxHandlers } from './sandbox.ts'
import { settingHandlers } from './settings.ts'
import { spendHandlers } from './spend.ts'
import { volumeHandlers } from './volumes.ts'
import { watchdogHandlers, watchdogPublisher } from './watchdog.ts'
import { templateHandlers } from './templates.ts'
import { workflowHandlers } from './workflows.ts'

/** Every call of the contract; one that is missing does not compile. */
export function allHandlers(parts: Parts): Handlers {
  const handlers: Handlers = {
    ...engineHandlers(parts),
    ...doctorHandlers(parts),
    ...templateHandlers(parts),
    ...workflowHandlers(parts),
    ...providerHandlers(parts),
    ...offerHandlers(parts),
    ...imageHandlers(parts),
    ...volumeHandlers(parts),
    ...burstHandlers(parts),
    ...referenceHandlers(parts),
    ...pictureHandlers(parts),
    ...galleryHandlers(parts),
    ...eventHandlers(parts),
    ...instanceHandlers(parts),
    ...watchdogHandlers(parts),
    ...spendHandlers(parts),
    ...auditHandlers(parts),
    ...awayHandlers(parts),
    ...budgetHandlers(parts),
    ...estimateHandlers(parts),
    ...plannerHandlers(parts),
    ...lineHandlers(parts),
    ...keyHandlers(parts),
    ...modelHandlers(parts),
    ...settingHandlers(parts),
    ...sandboxHandlers(parts),
  }
  return audited(handlers, parts)
}

export function allPublishers(parts: Parts): Publishers {
  return {
    events: eventPublisher(parts),
    bursts: burstPublisher(parts),
    templates: templatePublisher(parts),
    models: modelPublisher(parts),
    transfers: transferPublisher(parts),
    alerts: alertPublisher(parts),
    watchdog: watchdogPublisher(parts),
    safety: safetyPublisher(parts),
  }
}
