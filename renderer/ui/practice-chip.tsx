import { FlaskConical } from 'lucide-react'
import { useText } from '../text/translate.ts'
import { Chip } from './chip.tsx'

/** Marks money and machines of the practice cloud: nothing of it is paid. */
export function PracticeChip() {
  const t = useText()
  return (
    <Chip>
      <FlaskConical size={11} aria-hidden />
      {t('practice')}
    </Chip>
  )
}
