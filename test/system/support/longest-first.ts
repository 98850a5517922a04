import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Files of minutes: begun last, one of them would go on alone when all others have ended. */
const LONG = ['kill-matrix.test.ts', 'kill-all.test.ts', 'faults.test.ts', 'clouds.test.ts']

/** What takes minutes begins first; on a fresh checkout nothing is known of how long a file took. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    // oxlint-disable-next-line unicorn/no-array-sort -- the sequencer's own, not an array's
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => rank(one) - rank(other))
  }
}

function rank({ moduleId }: TestSpecification): number {
  const place = LONG.findIndex(name => moduleId.endsWith(`/${name}`))
  return place === -1 ? LONG.length : place
}
