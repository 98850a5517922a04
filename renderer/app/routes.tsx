import type { RouteObject } from 'react-router'
import { BurstPage } from '../features/burst/burst-page.tsx'
import { BurstsPage } from '../features/burst/bursts-page.tsx'
import { FirstRunPage } from '../features/first-run/first-run-page.tsx'
import { InstancesPage } from '../features/instances/instances-page.tsx'
import { ReceiptPage } from '../features/receipt/receipt-page.tsx'
import { TemplatePage } from '../features/templates/template-page.tsx'
import { TemplatesPage } from '../features/templates/templates-page.tsx'
import { Frame } from './frame.tsx'
import { NotFoundPage } from './not-found-page.tsx'

/** Every screen there is; the journeys visit each of them. */
export const ROUTES: RouteObject[] = [
  {
    element: <Frame />,
    children: [
      { path: '/', element: <FirstRunPage /> },
      { path: '/templates', element: <TemplatesPage /> },
      { path: '/templates/view', element: <TemplatePage /> },
      { path: '/bursts', element: <BurstsPage /> },
      { path: '/bursts/:id', element: <BurstPage /> },
      { path: '/bursts/:id/receipt', element: <ReceiptPage /> },
      { path: '/instances', element: <InstancesPage /> },
      { path: '*', element: <NotFoundPage /> },
    ],
  },
]
