import { useId } from 'react'

type Props = {
  readonly label: string
  readonly note?: string
  readonly checked: boolean
  readonly disabled?: boolean
  readonly onChange: (checked: boolean) => void
}

/** A choice of its own, with what it means beneath. */
export function CheckField({ label, note, checked, disabled = false, onChange }: Props) {
  const field = useId()
  return (
    <div className="grid grid-cols-[auto_1fr] items-center gap-x-2">
      <input
        id={field}
        type="checkbox"
        checked={checked}
        disabled={disabled}
        aria-describedby={note === undefined ? undefined : `${field}-note`}
        onChange={({ target }) => onChange(target.checked)}
        className="size-4 accent-accent"
      />
      <label htmlFor={field} className={disabled ? 'text-ink-2' : ''}>
        {label}
      </label>
      {note !== undefined && (
        <span id={`${field}-note`} className="col-start-2 text-small text-ink-2">
          {note}
        </span>
      )}
    </div>
  )
}
