import { ImageDown } from 'lucide-react'
import { receiptSvg, type ReceiptWords } from '../../../common/bursts/receipt-svg.ts'
import type { Receipt } from '../../../common/bursts/receipt.ts'
import { useAction } from '../../state/use-action.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'
import { moneyText } from '../../ui/money-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { PHASE_NAMES } from '../burst/phases.ts'
import { drawnPng } from './drawn-png.ts'

/** The receipt as a picture to be shared: no prompts, no names of instances, no folders. */
export function SaveAsPicture({ receipt }: { readonly receipt: Receipt }) {
  const t = useText()
  const { run, busy, problem } = useAction(async () => {
    const png = await drawnPng(receiptSvg(receipt, wordsOf(receipt, t)))
    const address = URL.createObjectURL(png)
    const link = document.createElement('a')
    link.href = address
    link.download = `receipt-${receipt.burstId}.png`
    link.click()
    URL.revokeObjectURL(address)
  })
  return (
    <>
      <Button disabled={busy} onClick={() => run()}>
        <ImageDown size={15} aria-hidden />
        {t('Save as picture')}
      </Button>
      {problem && <ProblemNote problem={problem} />}
    </>
  )
}

function wordsOf({ lanes, endedAt }: Receipt, t: (text: string) => string): ReceiptWords {
  const phases = Object.fromEntries(Object.entries(PHASE_NAMES).map(([phase, name]) => [phase, t(name)]))
  const isProven = endedAt !== null && lanes.every(({ confirmedGone }) => confirmedGone)
  return {
    phases: phases as ReceiptWords['phases'],
    pictures: t('Pictures'),
    total: t('TOTAL'),
    practice: t('TOTAL, practice money'),
    aPicture: t('A picture'),
    ending: isProven ? t('Every instance is seen gone.') : t('May still be billing'),
    money: moneyText,
  }
}
