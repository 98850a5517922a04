import type { ListedModel } from '../../../common/models/model.ts'

/** The models that have every word of what was typed, in their name, kind, family, format or the beginning of their hash. */
export function matching(models: readonly ListedModel[], typed: string): readonly ListedModel[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean)
  if (words.length === 0) return models
  return models.filter(({ name, kind, base, format, sha256 }) => {
    const text = [name, kind, base ?? '', format].join(' ').toLowerCase()
    return words.every(word => text.includes(word) || sha256.startsWith(word))
  })
}
