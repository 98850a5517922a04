import type { ButtonHTMLAttributes } from 'react'
import { classNames } from './class-names.ts'

type Kind = 'primary' | 'plain' | 'quiet'

const LOOKS: Record<Kind, string> = {
  primary: 'bg-accent text-on-accent hover:brightness-110',
  plain: 'border border-line bg-surface text-ink hover:bg-hover',
  quiet: 'text-ink-2 hover:bg-hover hover:text-ink',
}

type Props = ButtonHTMLAttributes<HTMLButtonElement> & { readonly kind?: Kind; readonly large?: boolean }

export function Button({ kind = 'plain', large = false, className, type = 'button', ...rest }: Props) {
  return <button type={type} className={classNames(buttonLook(kind, large), className)} {...rest} />
}

/** The same look for a link that acts like a button. */
export function buttonLook(kind: Kind = 'plain', large = false): string {
  return classNames(
    'inline-flex items-center justify-center gap-2 rounded-control font-medium whitespace-nowrap transition-[background-color,filter] duration-[120ms] select-none disabled:pointer-events-none disabled:opacity-50',
    large ? 'h-10 px-5 text-body' : 'h-8 px-3 text-body',
    LOOKS[kind],
  )
}
