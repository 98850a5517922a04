import { classNames } from './class-names.ts'

/** Holds the place of what is being read, in its final size, so that nothing jumps. */
export function Skeleton({ className }: { readonly className: string }) {
  return <div aria-hidden className={classNames('rounded-control bg-hover', className)} />
}
