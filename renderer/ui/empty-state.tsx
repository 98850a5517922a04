import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

type Props = {
  readonly icon: LucideIcon
  readonly title: string
  /** What this screen is for and how to fill it. */
  readonly children: ReactNode
  readonly action?: ReactNode
}

export function EmptyState({ icon: Icon, title, children, action }: Props) {
  return (
    <div className="mx-auto flex max-w-md flex-col items-center gap-3 py-20 text-center">
      <div className="grid size-12 place-items-center rounded-card bg-hover text-ink-2">
        <Icon size={22} aria-hidden />
      </div>
      <h2 className="text-heading font-semibold">{title}</h2>
      <p className="text-ink-2">{children}</p>
      {action}
    </div>
  )
}
