import type { Generation } from '../files/document.ts'
import type { Spot } from '../findings.ts'
import { rootMapOf, spotIn } from '../source.ts'
import { fieldOf } from '../yaml/node.ts'
import { warn, type Looked } from './context.ts'

/** What `generation` says and does not get: modes that are not known, limits that leave nothing, seeds not used. */
export function warnOfGeneration(looked: Looked): void {
  warnOfMode(looked)
  warnOfSeedMode(looked)
  warnOfLimit(looked)
  warnOfSeeds(looked)
  warnOfFewDraws(looked)
}

const isCombinatorial = ({ mode }: Generation) => mode === 'combinatorial'

function warnOfMode(looked: Looked): void {
  const { generation } = looked
  if (isCombinatorial(generation) || generation.mode === 'random') return
  const message = 'is neither combinatorial nor random, and acts as random.'
  say(looked, 'mode', 'mode-unknown', message, 'Write combinatorial or random.', looked.plan.countLooped)
}

function warnOfSeedMode(looked: Looked): void {
  if (['fixed', 'progressive', 'random'].includes(looked.generation.seedMode)) return
  const message = 'is none of fixed, progressive and random, and acts as random.'
  say(looked, 'seed_mode', 'seed-mode-unknown', message, 'Write fixed, progressive or random.', looked.plan.count)
}

function warnOfLimit(looked: Looked): void {
  const { generation, axes } = looked
  const { maxImages } = generation
  // The usual way of asking for all; in random mode it asks for none.
  if (maxImages > 0 || axes.length === 0 || (maxImages === -1 && isCombinatorial(generation))) return
  if (isCombinatorial(generation)) {
    const message = `is ${maxImages}, which makes all combinations and not none.`
    say(looked, 'max_images', 'max-images-means-all', message, 'Write -1 if all are wanted, or a number.', null)
  } else {
    const message = `is ${maxImages}, and random mode makes as many pictures as it says: none.`
    say(looked, 'max_images', 'max-images-means-none', message, 'Write how many pictures to draw.', null)
  }
}

function warnOfSeeds(looked: Looked): void {
  const { generation, options, axes, plan } = looked
  if (axes.length === 0 && options.seeds !== null && options.seeds.length > 1) {
    const spot = looked.written.piece('')
    const message = 'Without a placeholder that varies there is one prompt, and the list of seeds is not used.'
    const remedy = 'Import a name with values and write {Name} into the text, or run it once for each seed.'
    warn(looked, { spot, code: 'seed-list-unused', message, remedy, subjects: [] }, BigInt(options.seeds.length))
  }
  if (axes.length > 0 && options.seeds === null && generation.seedMode === 'progressive' && generation.seed === -1)
    say(
      looked,
      'seed',
      'progressive-from-minus-one',
      'is -1 and rises: the first picture has a seed of chance, and the next ones have 0, 1, 2 and so on.',
      'Write a seed from 0, or `seed_mode: random`.',
      plan.count,
    )
}

/** Random mode finds fewer pictures than asked for where the pools are small. */
function warnOfFewDraws(looked: Looked): void {
  const { generation, options, axes, plan } = looked
  if (isCombinatorial(generation) || axes.length === 0 || options.count !== null) return
  if (plan.count === 0n || plan.count >= BigInt(Math.max(0, generation.maxImages))) return
  const message = `asks for ${generation.maxImages} different pictures, and random mode finds fewer.`
  const remedy = 'Give the pools more values, or ask for fewer.'
  say(looked, 'max_images', 'fewer-than-asked', message, remedy, BigInt(generation.maxImages))
}

function say(
  looked: Looked,
  field: string,
  code: string,
  message: string,
  remedy: string,
  instead: bigint | null,
): void {
  const spot = generationSpot(looked, field)
  warn(looked, { spot, code, message: `\`generation.${field}\` ${message}`, remedy, subjects: [field] }, instead)
}

function generationSpot({ template }: Looked, field: string): Spot {
  const root = rootMapOf(template.entry.file)
  const generation = root && fieldOf(root, 'generation')
  const node = generation?.kind === 'map' ? fieldOf(generation, field) : null
  return spotIn(template.entry.file, node ?? generation)
}
