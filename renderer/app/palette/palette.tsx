import { Search } from 'lucide-react'
import { useEffect, useId, useMemo, useRef, useState } from 'react'
import { useNavigate } from 'react-router'
import { burstList } from '../../state/bursts-slice.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { classNames } from '../../ui/class-names.ts'
import { commandsOf, matchingCommands, type Command } from './commands.ts'

/** More are not looked through; another word finds them. */
const SHOWN = 12

const IS_MAC = /mac/i.test(navigator.userAgent)

/** The way to everywhere by a few letters: a button in the header, and Ctrl+K or ⌘K from anywhere. */
export function Palette() {
  const t = useText()
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey) || event.altKey) return
      event.preventDefault()
      setOpen(before => !before)
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
  return (
    <>
      <button
        type="button"
        onClick={() => setOpen(true)}
        aria-keyshortcuts="Control+K Meta+K"
        className="inline-flex h-8 items-center gap-2 rounded-control border border-line px-2.5 text-ink-2 hover:bg-hover hover:text-ink"
      >
        <Search size={14} aria-hidden />
        <span className="sr-only">{t('Search')}</span>
        <kbd aria-hidden className="font-mono text-label max-[799px]:hidden">
          {IS_MAC ? '⌘K' : 'Ctrl K'}
        </kbd>
      </button>
      {isOpen && <OpenPalette onClose={() => setOpen(false)} />}
    </>
  )
}

function OpenPalette({ onClose }: { readonly onClose: () => void }) {
  const t = useText()
  const navigate = useNavigate()
  const dialog = useRef<HTMLDialogElement>(null)
  const list = useId()
  const templates = useStore(state => state.templates)
  const bursts = useStore(state => state.bursts)
  const setTheme = useStore(state => state.setTheme)
  const [asked, setAsked] = useState('')
  const [at, setAt] = useState(0)
  const commands = useMemo(
    () =>
      commandsOf({
        templates: (templates ?? []).filter(({ valid }) => valid),
        bursts: burstList(bursts),
        go: path => void navigate(path),
        setTheme,
        t,
      }),
    [templates, bursts, navigate, setTheme, t],
  )
  const found = matchingCommands(commands, asked).slice(0, SHOWN)
  const chosen = Math.min(at, found.length - 1)
  useEffect(() => dialog.current?.showModal(), [])

  const run = (command: Command | undefined) => {
    if (!command) return
    dialog.current?.close()
    command.run()
  }
  const onKey = (event: React.KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key]
    if (step !== undefined) {
      event.preventDefault()
      setAt((chosen + step + found.length) % Math.max(1, found.length))
    }
    if (event.key === 'Enter') run(found[chosen])
  }
  return (
    <dialog
      ref={dialog}
      aria-label={t('Search')}
      onClose={onClose}
      onClick={({ target }) => target === dialog.current && dialog.current?.close()}
      className="mx-auto mt-[12vh] w-[min(560px,92vw)] overflow-hidden rounded-card border border-line bg-surface text-ink shadow-popover backdrop:bg-shade/40"
    >
      <input
        type="text"
        role="combobox"
        aria-label={t('Search')}
        aria-expanded
        aria-controls={list}
        aria-activedescendant={found[chosen] ? `${list}-${chosen}` : undefined}
        value={asked}
        placeholder={t('A screen, a template, a burst')}
        onChange={({ target }) => {
          setAsked(target.value)
          setAt(0)
        }}
        onKeyDown={onKey}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-heading outline-none placeholder:text-ink-3"
      />
      <ul id={list} role="listbox" aria-label={t('What was found')} className="max-h-[50vh] overflow-y-auto p-1.5">
        {found.map((command, index) => (
          // The field has the focus all along, and moves the choice by its keys.
          <li
            key={command.id}
            id={`${list}-${index}`}
            role="option"
            aria-selected={index === chosen}
            onPointerMove={() => setAt(index)}
            onClick={() => run(command)}
            className={classNames(
              'flex h-9 cursor-pointer items-center gap-3 rounded-control px-3',
              index === chosen ? 'bg-selected' : '',
            )}
          >
            <span className="flex-1 truncate">{command.title}</span>
            <span className="text-small text-ink-2">{command.kind}</span>
          </li>
        ))}
      </ul>
      {found.length === 0 && <p className="px-4 pb-4 text-ink-2">{t('Nothing is called that.')}</p>}
    </dialog>
  )
}
