/** A value as people read it: `name a.safetensors, strength 0.6; name b.safetensors, strength 1` rather than JSON. */
export function valueText(value: unknown): string {
  if (Array.isArray(value)) return value.map(valueText).join('; ')
  if (typeof value !== 'object' || value === null) return String(value)
  return Object.entries(value)
    .map(([name, part]) => `${name} ${valueText(part)}`)
    .join(', ')
}
