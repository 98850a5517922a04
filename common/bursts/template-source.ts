import type { Expansion } from '../templates/expansion.ts'
import type { SessionSource } from './session-source.ts'

/** What a session remembers of the template its prompts were resolved from. */
export function sourceOfTemplate(expansion: Expansion): SessionSource {
  const { template, negativeTemplate, generation, combinations, pools, parameters, fixed, theme, style } = expansion
  return {
    resolvedTemplate: { prompt: template, negative: negativeTemplate },
    generation: {
      mode: generation.mode,
      seedMode: generation.seed_mode,
      baseSeed: generation.seed,
      combinations: combinations <= Number.MAX_SAFE_INTEGER ? Number(combinations) : combinations.toString(),
      seedList: generation.seed_list ? [...generation.seed_list] : null,
    },
    parameters: { ...parameters },
    available: Object.fromEntries([...pools].map(([name, pool]) => [name, pool.map(entry => entry.value)])),
    fixed: { ...fixed },
    theme,
    style,
  }
}
