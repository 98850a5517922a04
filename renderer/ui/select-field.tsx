import { useId } from 'react'

type Props = {
  readonly label: string
  readonly value: string
  readonly options: readonly { readonly value: string; readonly text: string }[]
  readonly onChange: (value: string) => void
}

/** A choice of a few, under its name. */
export function SelectField({ label, value, options, onChange }: Props) {
  const field = useId()
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={field} className="font-semibold">
        {label}
      </label>
      <select
        id={field}
        value={value}
        onChange={({ target }) => onChange(target.value)}
        className="h-8 rounded-control border border-line-strong bg-paper px-2"
      >
        {options.map(option => (
          <option key={option.value} value={option.value}>
            {option.text}
          </option>
        ))}
      </select>
    </div>
  )
}
