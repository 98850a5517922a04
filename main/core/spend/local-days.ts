/** Days and months are those of this computer's own calendar: what a person calls today. All in ms since 1970. */

export function dayStart(at: number): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime()
}

export function monthStart(at: number): number {
  const date = new Date(at)
  return new Date(date.getFullYear(), date.getMonth(), 1).getTime()
}

/** `2026-11-26` */
export function dayName(at: number): string {
  return `${monthName(at)}-${twoDigits(new Date(at).getDate())}`
}

/** `2026-11` */
export function monthName(at: number): string {
  const date = new Date(at)
  return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}`
}

function twoDigits(number: number): string {
  return String(number).padStart(2, '0')
}
