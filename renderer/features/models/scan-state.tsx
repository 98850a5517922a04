import { useRef } from 'react'
import type { ScanProgress, ScanResult } from '../../../common/models/scan.ts'
import { useStore } from '../../state/store.ts'
import { useText } from '../../text/translate.ts'
import { durationText } from '../../ui/duration-text.ts'
import { ProblemNote } from '../../ui/problem-note.tsx'
import { ProgressBar } from '../../ui/progress-bar.tsx'
import { sizeText } from '../../ui/size-text.ts'

/** So many files that cannot be used are listed; the rest is counted. */
const SHOWN_FAULTS = 5

/** How a scan goes on, then what it found. */
export function ScanState() {
  const scan = useStore(state => state.modelScan)
  const results = useStore(state => state.modelResults)
  if (scan !== null) return <Running scan={scan} />
  if (results.length === 0) return null
  return <Ended results={results} />
}

function Running({ scan }: { readonly scan: ScanProgress }) {
  const t = useText()
  const rate = useRate(scan)
  const { folder, file, files, filesDone, bytes, bytesDone } = scan
  return (
    <section aria-label={t('Scan')} className="flex flex-col gap-2 rounded-card border border-line bg-surface p-4">
      <p className="flex flex-wrap gap-x-4">
        <span className="font-semibold">
          {file === null ? t('Looking through {{folder}}', { folder }) : t('Reading {{name}}', { name: nameOf(file) })}
        </span>
        {file !== null && (
          <span className="text-ink-2">
            {t('{{done}} of {{files}} files, {{read}} of {{all}}', {
              done: filesDone,
              files,
              read: sizeText(bytesDone),
              all: sizeText(bytes),
            })}
            {rate !== null && ` · ${sizeText(rate)}/s · ${durationText((bytes - bytesDone) / rate)}`}
          </span>
        )}
      </p>
      <ProgressBar label={t('Scan')} fraction={file === null ? null : bytesDone / Math.max(1, bytes)} />
    </section>
  )
}

function Ended({ results }: { readonly results: readonly ScanResult[] }) {
  const t = useText()
  const faults = results.flatMap(result => result.faults)
  return (
    <section aria-label={t('Scan')} className="flex flex-col gap-2">
      {results.map(({ folder, found, hashed, gone }) => (
        <p key={folder} className="text-ink-2">
          {t('{{folder}}: {{found}} found, {{hashed}} read, {{gone}} gone', { folder, found, hashed, gone })}
        </p>
      ))}
      {faults.slice(0, SHOWN_FAULTS).map(fault => (
        <ProblemNote key={fault.message} problem={fault} tone="warning" />
      ))}
      {faults.length > SHOWN_FAULTS && (
        <p className="text-ink-2">
          {t('and {{count}} more that cannot be used', { count: faults.length - SHOWN_FAULTS })}
        </p>
      )}
    </section>
  )
}

/** Bytes a second since the scan of this folder was first seen; null before anything can be said. */
function useRate({ folder, bytesDone }: ScanProgress): number | null {
  const first = useRef<{ folder: string; at: number; bytes: number } | null>(null)
  const now = performance.now()
  if (first.current?.folder !== folder) first.current = { folder, at: now, bytes: bytesDone }
  const seconds = (now - first.current.at) / 1000
  const bytes = bytesDone - first.current.bytes
  return seconds < 1 || bytes <= 0 ? null : bytes / seconds
}

const nameOf = (file: string) => file.split(/[\\/]/).at(-1) ?? file
