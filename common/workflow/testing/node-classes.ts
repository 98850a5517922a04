import { z } from 'zod'
import type { Graph } from '../graph.ts'

const Options = z.looseObject({
  min: z.number().optional(),
  max: z.number().optional(),
  step: z.number().optional(),
  options: z.array(z.string()).optional(),
})
/** A type's name or a list of choices, and what limits it. */
const Input = z.tuple([z.union([z.string(), z.array(z.string())])], z.unknown()).transform(([type, options]) => ({
  type,
  options: Options.parse(options ?? {}),
}))
const NodeClass = z.object({
  input: z.object({ required: z.record(z.string(), Input), optional: z.record(z.string(), Input).optional() }),
  output: z.array(z.string()),
})

/** What ComfyUI says of its node classes (`/object_info`), as far as a graph can be checked against it. */
export const NodeClasses = z.record(z.string(), NodeClass)
export type NodeClasses = z.infer<typeof NodeClasses>

/** Inputs that name a model file: which files there are depends on the instance. */
const FILES = new Set(['ckpt_name', 'lora_name', 'model_name', 'vae_name', 'control_net_name', 'image'])

/** Everything about a graph that ComfyUI would refuse, in words. */
export function faultsOfGraph(classes: NodeClasses, graph: Graph): string[] {
  return Object.entries(graph).flatMap(([id, { class_type, inputs }]) => {
    const known = classes[class_type]
    if (!known) return [`${id}: there is no class ${class_type}`]
    const { required, optional = {} } = known.input
    const missing = Object.keys(required).filter(name => !(name in inputs))
    const wrong = Object.entries(inputs).flatMap(([name, value]) => {
      const input = required[name] ?? optional[name]
      const fault = input ? faultOfValue(classes, graph, name, input, value) : 'is no input'
      return fault === null ? [] : [`${id} ${class_type}.${name} ${fault}: ${JSON.stringify(value)}`]
    })
    return [...missing.map(name => `${id} ${class_type}.${name} is missing`), ...wrong]
  })
}

type InputSchema = z.infer<typeof Input>

function faultOfValue(
  classes: NodeClasses,
  graph: Graph,
  name: string,
  { type, options }: InputSchema,
  value: unknown,
): string | null {
  if (Array.isArray(value))
    return typeOfLink(classes, graph, value) === type ? null : `is not linked to a ${String(type)}`
  if (FILES.has(name)) return typeof value === 'string' && value !== '' ? null : 'names no file'
  const choices = Array.isArray(type) ? type : type === 'COMBO' ? (options.options ?? []) : null
  if (choices) return typeof value === 'string' && choices.includes(value) ? null : 'is none of the choices'
  if (type === 'BOOLEAN') return typeof value === 'boolean' ? null : 'is not true or false'
  if (type === 'STRING') return typeof value === 'string' ? null : 'is no text'
  if (type === 'INT') return Number.isSafeInteger(value) ? faultOfNumber(options, Number(value)) : 'is no whole number'
  if (type === 'FLOAT')
    return Number.isFinite(value) ? faultOfNumber({ ...options, step: undefined }, Number(value)) : 'is no number'
  return `must be linked to a ${String(type)}`
}

function typeOfLink(classes: NodeClasses, graph: Graph, [node, output]: readonly unknown[]): string | undefined {
  const source = graph[String(node)]
  return source && classes[source.class_type]?.output[Number(output)]
}

function faultOfNumber(
  {
    min = -Infinity,
    max = Infinity,
    step = 1,
  }: { min?: number | undefined; max?: number | undefined; step?: number | undefined },
  value: number,
): string | null {
  if (value < min || value > max) return `is not from ${min} to ${max}`
  return step > 1 && value % step !== 0 ? `is no multiple of ${step}` : null
}
