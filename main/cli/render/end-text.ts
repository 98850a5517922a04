import type { BurstSummary } from '../../../common/bursts/burst-view.ts'
import { burstText } from './burst-text.ts'

export function endText(burst: BurstSummary): string {
  return `${burstText(burst)}\n\npictures are in ${burst.out}`
}
