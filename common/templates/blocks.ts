import type { Axis } from './axes.ts'
import {
  countLooped,
  drawCombinations,
  loopCombinations,
  loopedAxes,
  productOf,
  type Combination,
} from './combinations.ts'
import type { CheckedOptions } from './expand-options.ts'
import type { Generation } from './files/document.ts'
import type { Pool } from './pools.ts'
import { seededRandom, seededRandomAt } from './random.ts'

/** No random run draws more pictures: it is the most that one job holds, and draws are kept in memory. */
const MAX_DRAWN = 1_000_000

/** Blocks of prompts that share their values: one combination each, with every seed of the list. */
export type BlockPlan = {
  /** How many prompts. */
  readonly count: bigint
  readonly seeds: readonly number[] | null
  /** From the combination with this number on; 0 is the first. */
  readonly combinations: (from: bigint) => Iterable<Combination>
  readonly reachable: (axis: Axis) => Pool
  /** How many prompts there would be if the name had that many values: for saying what a slip changes. */
  readonly countIf: (name: string, values: number) => bigint
  /** How many there would be in combinatorial mode. */
  readonly countLooped: bigint
}

/** Decides which combinations are made and how many prompts they give; nothing is made yet. */
export function planBlocks(
  axes: readonly Axis[],
  generation: Generation,
  options: CheckedOptions,
  randomSeed: number,
): BlockPlan {
  if (axes.length === 0) return planOne(generation.maxImages, options)
  return generation.mode === 'combinatorial'
    ? planLoops(axes, generation.maxImages, options, randomSeed)
    : planDraws(axes, generation.maxImages, options, randomSeed)
}

/** Without a used name there is one prompt, and neither limit nor seed list is looked at. */
function planOne(maxImages: number, { seeds, count }: CheckedOptions): BlockPlan {
  const limit = minimum(maxImages > 0 ? maxImages : null, count)
  return {
    count: 1n,
    seeds: null,
    combinations: from => (from === 0n ? [[]] : []),
    reachable: () => [],
    countIf: (_, values) => atMostOf(limit, BigInt(values) * BigInt(seeds?.length ?? 1)),
    countLooped: 1n,
  }
}

function planLoops(
  axes: readonly Axis[],
  maxImages: number,
  { seeds, count: atMost }: CheckedOptions,
  randomSeed: number,
): BlockPlan {
  const blockLength = BigInt(seeds?.length ?? 1)
  const limit = minimum(maxImages > 0 ? maxImages : null, atMost)
  const all = countLooped(axes)
  const total = all * blockLength
  const count = atMostOf(limit, total)
  const blocks = (count + blockLength - 1n) / blockLength
  return {
    count,
    seeds,
    combinations: from => loopCombinations(axes, from, blocks, at => seededRandomAt(randomSeed, at)),
    reachable: axis => reachableInLoops(axes, axis, blocks),
    countLooped: count,
    countIf: (name, values) => {
      const others = productOf(loopedAxes(axes.filter(axis => axis.name !== name)).map(axis => axis.entries.length))
      const looped = axes.find(axis => axis.name === name)?.weight ?? 1
      return atMostOf(limit, others * (looped > 0 ? BigInt(values) : 1n) * blockLength)
    },
  }
}

/** Random mode: the draws are made at once, as their number depends on what they find; the count cuts them early. */
function planDraws(
  axes: readonly Axis[],
  maxImages: number,
  { seeds, count: atMost }: CheckedOptions,
  randomSeed: number,
): BlockPlan {
  const blockLength = seeds?.length ?? 1
  const images = Math.max(0, Math.min(maxImages, atMost ?? maxImages, MAX_DRAWN))
  const maxDraws = Math.ceil(Math.max(0, maxImages) / blockLength) * 10
  const drawn = drawCombinations(axes, Math.ceil(images / blockLength), maxDraws, seededRandom(randomSeed))
  return {
    count: BigInt(Math.min(drawn.length * blockLength, images)),
    seeds,
    combinations: from => drawn.slice(Number(from)),
    reachable: axis => drawn.flatMap(combination => combination[axes.indexOf(axis)] ?? []),
    countLooped: atMostOf(minimum(maxImages > 0 ? maxImages : null, atMost), countLooped(axes) * BigInt(blockLength)),
    countIf: (name, values) => {
      const others = productOf(axes.filter(axis => axis.name !== name).map(axis => axis.entries.length))
      return atMostOf(images, others * BigInt(values) * BigInt(blockLength))
    },
  }
}

/** The values an axis gets to before the loops are cut: an outer loop may not have come to its last ones. */
function reachableInLoops(axes: readonly Axis[], axis: Axis, blocks: bigint): Pool {
  const looped = loopedAxes(axes)
  const at = looped.indexOf(axis)
  if (at < 0) return axis.entries
  const turns = productOf(looped.slice(at + 1).map(inner => inner.entries.length))
  const outermost = turns === 0n ? 0n : (blocks + turns - 1n) / turns
  return outermost >= BigInt(axis.entries.length) ? axis.entries : axis.entries.slice(0, Number(outermost))
}

function atMostOf(limit: number | null, count: bigint): bigint {
  return limit !== null && BigInt(limit) < count ? BigInt(limit) : count
}

function minimum(a: number | null, b: number | null): number | null {
  if (a === null) return b
  return b === null ? a : Math.min(a, b)
}
