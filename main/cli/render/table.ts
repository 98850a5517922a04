export type Column<Row> = {
  readonly title: string
  readonly right?: true
  readonly value: (row: Row) => string
}

/** Rows under their titles, every column as wide as its widest cell; `none` where there are no rows. */
export function table<Row>(rows: readonly Row[], columns: readonly Column<Row>[], none: string): string {
  if (rows.length === 0) return none
  const lines = [columns.map(({ title }) => title), ...rows.map(row => columns.map(({ value }) => value(row)))]
  const widths = columns.map((_, at) => lines.reduce((width, line) => Math.max(width, (line[at] ?? '').length), 0))
  return lines.map(line => alignedLine(line, columns, widths)).join('\n')
}

function alignedLine<Row>(
  cells: readonly string[],
  columns: readonly Column<Row>[],
  widths: readonly number[],
): string {
  const padded = cells.map((cell, at) =>
    columns[at]?.right ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
  )
  return padded.join('  ').trimEnd()
}

/** `name  value` lines, aligned. */
export function pairs(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = rows.reduce((widest, [name]) => Math.max(widest, name.length), 0)
  return rows.map(([name, value]) => `${name.padEnd(width)}  ${value}`).join('\n')
}
