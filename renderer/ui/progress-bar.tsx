type Props = { readonly label: string; readonly fraction: number | null }

/** How far something is; null is unknown and never drawn as nothing. */
export function ProgressBar({ label, fraction }: Props) {
  const percent = fraction === null ? null : Math.round(fraction * 1000) / 10
  return (
    <div
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      {...(percent === null ? {} : { 'aria-valuenow': percent })}
      className="h-1.5 overflow-hidden rounded-chip bg-hover"
    >
      <div
        className="h-full origin-left rounded-chip bg-accent transition-transform duration-200"
        style={{ transform: `scaleX(${fraction ?? 0})` }}
      />
    </div>
  )
}
