import { Copy, Images } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Link, useParams } from 'react-router'
import type { Receipt } from '../../../common/bursts/receipt.ts'
import { receiptText } from '../../../common/bursts/receipt-text.ts'
import type { Problem } from '../../../common/errors.ts'
import { paths } from '../../app/paths.ts'
import { useHost } from '../../host/use-host.tsx'
import { problemOf } from '../../state/problem-of.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { Button, buttonLook } from '../../ui/button.tsx'
import { Page } from '../../ui/page.tsx'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { ReceiptPaper } from './receipt-paper.tsx'
import { SaveAsPicture } from './save-as-picture.tsx'

export function ReceiptPage() {
  const t = useText()
  const { id = '' } = useParams()
  const { receipt, problem } = useReceipt(id)
  return (
    <Page
      title={t('Receipt')}
      actions={
        <>
          {receipt && <CopyButton text={receiptText(receipt)} />}
          {receipt && <SaveAsPicture receipt={receipt} />}
          <Link to={paths.burst(id)} className={buttonLook('plain')}>
            <Images size={15} aria-hidden />
            {t('Pictures')}
          </Link>
        </>
      }
    >
      {problem && <ProblemNote problem={problem} />}
      {!receipt && !problem && <Skeleton className="mx-auto h-[560px] w-[440px]" />}
      {receipt && <ReceiptPaper receipt={receipt} />}
    </Page>
  )
}

/** Read again whenever the burst's state changes, so that the last lines come in by themselves. */
function useReceipt(id: string) {
  const { api } = useHost()
  const state = useStore(({ bursts }) => bursts?.[id]?.state)
  const [receipt, setReceipt] = useState<Receipt | null>(null)
  const [problem, setProblem] = useState<Problem | null>(null)
  useEffect(() => {
    let here = true
    void api.call('bursts.receipt', { id }).then(
      found => here && setReceipt(found),
      error => here && setProblem(problemOf(error)),
    )
    return () => {
      here = false
    }
  }, [api, id, state])
  return { receipt, problem }
}

function CopyButton({ text }: { readonly text: string }) {
  const t = useText()
  const [copied, setCopied] = useState(false)
  return (
    <Button onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      <Copy size={15} aria-hidden />
      {copied ? t('Copied') : t('Copy as text')}
    </Button>
  )
}
