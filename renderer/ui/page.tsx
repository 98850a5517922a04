import type { ReactNode } from 'react'
import { useEffect } from 'react'

type Props = {
  readonly title: string
  /** Beside the title: what can be done here. */
  readonly actions?: ReactNode
  readonly children: ReactNode
}

/** One column of content under its title; the document is named after it. */
export function Page({ title, actions, children }: Props) {
  useEffect(() => {
    document.title = `${title} · Burst`
  }, [title])
  return (
    <div className="mx-auto flex w-full max-w-[1400px] flex-col gap-5 px-6 py-5">
      <div className="flex min-h-8 flex-wrap items-center gap-3">
        <h1 className="min-w-0 flex-1 truncate text-title font-semibold tracking-tight">{title}</h1>
        {actions}
      </div>
      {children}
    </div>
  )
}
