/** Whose an instance is, by its name alone. */
export type Whose =
  | { readonly whose: 'ours'; readonly attempt: string }
  /** Well-formed, but of another installation: shown, and ended only on typed demand. */
  | { readonly whose: 'other-install'; readonly install: string; readonly attempt: string }
  | { readonly whose: 'foreign' }

export type Identity = {
  readonly install: string
  /** 16 hexadecimal digits, 64 random bits. */
  newAttempt(): string
  /** `burst-<install 8>-<attempt 16>-<mac 10>`: lower case, within every provider's limits. */
  instanceName(attempt: string): string
  whoseIs(name: string): Whose
}

export type NameMaker = {
  readonly install: string
  readonly random: (bytes: number) => Buffer
  /** Keyed; only this installation can make it. */
  readonly mac: (text: string) => Buffer
}

const NAME = /^burst-([0-9a-f]{8})-([0-9a-f]{16})-([0-9a-f]{10})$/

/** Names that prove whose an instance is: the MAC covers installation and attempt. */
export function instanceNames({ install, random, mac }: NameMaker): Identity {
  const instanceName = (attempt: string) => {
    const tag = mac(`${install}-${attempt}`).toString('hex').slice(0, 10)
    return `burst-${install}-${attempt}-${tag}`
  }
  return {
    install,
    newAttempt: () => random(8).toString('hex'),
    instanceName,
    whoseIs(name) {
      const [, owner, attempt] = NAME.exec(name) ?? []
      if (owner === undefined || attempt === undefined) return { whose: 'foreign' }
      if (owner !== install) return { whose: 'other-install', install: owner, attempt }
      return instanceName(attempt) === name ? { whose: 'ours', attempt } : { whose: 'foreign' }
    },
  }
}
