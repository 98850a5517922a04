import { Download } from 'lucide-react'
import type { SpendReport } from '../../../common/contract.ts'
import { spendCsv } from '../../../common/spend/csv.ts'
import { useText } from '../../text/translate.ts'
import { Button } from '../../ui/button.tsx'

/** Every charge of the period, for another program. */
export function ExportButtons({ entries }: { readonly entries: SpendReport['entries'] }) {
  const t = useText()
  return (
    <div className="flex gap-2">
      <Button onClick={() => save('burst-spend.csv', 'text/csv', spendCsv(entries))}>
        <Download size={14} aria-hidden />
        {t('Export CSV')}
      </Button>
      <Button onClick={() => save('burst-spend.json', 'application/json', JSON.stringify(entries, null, 2))}>
        <Download size={14} aria-hidden />
        {t('Export JSON')}
      </Button>
    </div>
  )
}

function save(name: string, type: string, text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type }))
  const link = document.createElement('a')
  link.href = address
  link.download = name
  link.click()
  URL.revokeObjectURL(address)
}
