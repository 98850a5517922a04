import { MapPinOff } from 'lucide-react'
import { Link } from 'react-router'
import { useText } from '../text/translate.ts'
import { buttonLook } from '../ui/button.tsx'
import { EmptyState } from '../ui/empty-state.tsx'
import { Page } from '../ui/page.tsx'
import { paths } from './paths.ts'

export function NotFoundPage() {
  const t = useText()
  return (
    <Page title={t('Nothing here')}>
      <EmptyState
        icon={MapPinOff}
        title={t('This address leads nowhere')}
        action={
          <Link to={paths.templates} className={buttonLook('primary')}>
            {t('Show the templates')}
          </Link>
        }
      >
        {t('What it showed may have been made by another installation of Burst.')}
      </EmptyState>
    </Page>
  )
}
