/** `480`, `3,840,000`, `1.2 × 10¹²`: large counts come as decimal texts, as no number holds them exactly. */
export function countText(count: number | string): string {
  const digits = String(count)
  if (digits.length <= 9) return Number(digits).toLocaleString('en-GB')
  const exponent = [...String(digits.length - 1)].map(digit => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('')
  return `${digits[0]}.${digits[1]} × 10${exponent}`
}
