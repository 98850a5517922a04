import type { GalleryFilter } from '../../../common/contract.ts'
import { burstList, burstTitle } from '../../state/bursts-slice.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { Slider } from '../../ui/slider.tsx'
import { useFollowedInput } from './use-followed-input.ts'
import { MARK_FILTERS, type FilterChange, type MarkFilter } from './use-filter.ts'

/** Cells are at least so wide, px: small enough to see a hundred, large enough to see one. */
export const SIZES = { least: 96, usual: 160, most: 320 } as const

const MARKS: Readonly<Record<MarkFilter, string>> = {
  'not-rejected': 'All but rejected',
  star: 'Starred',
  reject: 'Rejected',
  none: 'Not looked at',
  all: 'All',
}

type Props = {
  readonly filter: GalleryFilter
  readonly onChange: (change: FilterChange) => void
  readonly size: number
  readonly onSize: (size: number) => void
}

/** What is looked for, and how large it is shown. */
export function GalleryToolbar({ filter, onChange, size, onSize }: Props) {
  const t = useText()
  const { field, change } = useFollowedInput(filter.text ?? '', text =>
    onChange({ text: text === '' ? undefined : text }),
  )
  const bursts = burstList(useStore(state => state.bursts)).filter(({ images }) => images.collected > 0)
  return (
    <div className="flex flex-wrap items-center gap-3">
      <input
        ref={field}
        type="search"
        defaultValue={filter.text ?? ''}
        aria-label={t('Search pictures')}
        placeholder={t('Words of the prompt, a value, a file or a seed')}
        onChange={({ target }) => change(target.value)}
        className="h-8 min-w-64 flex-1 rounded-control border border-line-strong bg-paper px-2 placeholder:text-ink-3"
      />
      <Choice
        label={t('Session')}
        value={filter.burstId ?? ''}
        // Values of another session's placeholders mean nothing in this one.
        onChange={burstId => onChange({ burstId: burstId === '' ? undefined : burstId, values: undefined })}
        options={[
          ['', t('All sessions')],
          ...bursts.map((burst): [string, string] => [
            burst.id,
            `${burstTitle(burst)} · ${new Date(burst.createdAt).toLocaleDateString()} · ${burst.images.collected}`,
          ]),
        ]}
      />
      <Choice
        label={t('Marks')}
        value={filter.mark ?? 'all'}
        onChange={mark => onChange({ mark: mark as MarkFilter })}
        options={MARK_FILTERS.map(mark => [mark, t(MARKS[mark])])}
      />
      <div className="w-28">
        <Slider
          label={t('Size of the pictures')}
          text={t('{{size}} pixels', { size })}
          min={SIZES.least}
          max={SIZES.most}
          value={size}
          onChange={onSize}
        />
      </div>
    </div>
  )
}

type ChoiceProps = {
  readonly label: string
  readonly value: string
  readonly options: readonly (readonly [value: string, text: string])[]
  readonly onChange: (value: string) => void
}

function Choice({ label, value, options, onChange }: ChoiceProps) {
  return (
    <select
      aria-label={label}
      value={value}
      onChange={({ target }) => onChange(target.value)}
      className="h-8 max-w-72 rounded-control border border-line-strong bg-paper px-2"
    >
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  )
}
