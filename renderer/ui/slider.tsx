import { Slider as Radix } from 'radix-ui'

type Props = {
  readonly label: string
  /** What the position means, for screen readers. */
  readonly text: string
  readonly min: number
  readonly max: number
  readonly value: number
  readonly onChange: (value: number) => void
}

export function Slider({ label, text, min, max, value, onChange }: Props) {
  return (
    <Radix.Root
      min={min}
      max={max}
      value={[value]}
      onValueChange={([next = value]) => onChange(next)}
      className="relative flex h-5 w-full touch-none items-center select-none"
    >
      <Radix.Track className="relative h-1 flex-1 rounded-chip bg-line">
        <Radix.Range className="absolute h-full rounded-chip bg-accent" />
      </Radix.Track>
      <Radix.Thumb
        aria-label={label}
        aria-valuetext={text}
        className="block size-4 rounded-chip border-2 border-accent bg-surface"
      />
    </Radix.Root>
  )
}
