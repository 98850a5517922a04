import type { ReactElement } from 'react'
import type { RouteObject } from 'react-router'
import { AccountsPage } from '../features/accounts/accounts-page.tsx'
import { BurstPage } from '../features/burst/burst-page.tsx'
import { BurstsPage } from '../features/burst/bursts-page.tsx'
import { FirstRunPage } from '../features/first-run/first-run-page.tsx'
import { GalleryPage } from '../features/gallery/gallery-page.tsx'
import { InstancesPage } from '../features/instances/instances-page.tsx'
import { ModelsPage } from '../features/models/models-page.tsx'
import { PlanPage } from '../features/plan/plan-page.tsx'
import { ReceiptPage } from '../features/receipt/receipt-page.tsx'
import { SettingsPage } from '../features/settings/settings-page.tsx'
import { SpendPage } from '../features/spend/spend-page.tsx'
import { TemplatePage } from '../features/templates/template-page.tsx'
import { TemplatesPage } from '../features/templates/templates-page.tsx'
import { Frame } from './frame.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { ROUTE_PATHS, type RoutePath } from './paths.ts'

/** The screen at each address; one that is missing does not compile. */
const SCREENS: Readonly<Record<RoutePath, ReactElement>> = {
  '/': <FirstRunPage />,
  '/templates': <TemplatesPage />,
  '/templates/view': <TemplatePage />,
  '/plan': <PlanPage />,
  '/bursts': <BurstsPage />,
  '/bursts/:id': <BurstPage />,
  '/bursts/:id/receipt': <ReceiptPage />,
  '/gallery': <GalleryPage />,
  '/models': <ModelsPage />,
  '/instances': <InstancesPage />,
  '/spend': <SpendPage />,
  '/accounts': <AccountsPage />,
  '/settings': <SettingsPage />,
  '*': <NotFoundPage />,
}

export const ROUTES: RouteObject[] = [
  { element: <Frame />, children: ROUTE_PATHS.map(path => ({ path, element: SCREENS[path] })) },
]
