import { existsSync } from 'node:fs'
import type { Graph, GraphNode } from './graph.ts'
import { isRecord } from './json-text.ts'
import type { PictureFolders } from './folders.ts'
import { annotatedFile } from './folders.ts'
import { floatText, PythonError, repr, str, toFloat, toInt, traceLine } from './python.ts'
import type { InputConfig, Schemas } from './schemas.ts'
import { inputNames } from './schemas.ts'

/** One thing that is wrong with a prompt or a node, in ComfyUI's shape. */
export interface Reason {
  readonly type: string
  readonly message: string
  readonly details: string
  readonly extra_info: Readonly<Record<string, unknown>>
}

export interface NodeErrors {
  readonly errors: readonly Reason[]
  readonly dependent_outputs: string[]
  readonly class_type: string
}

export interface Validation {
  /** null: at least one output can run. */
  readonly error: Reason | null
  readonly outputs: readonly string[]
  readonly nodeErrors: Readonly<Record<string, NodeErrors>>
}

interface Verdict {
  readonly isValid: boolean
  readonly reasons: readonly Reason[]
}

export interface ValidationContext {
  readonly graph: Graph
  readonly schemas: Schemas
  readonly folders: PictureFolders
  /** Verdicts by node id, in the order in which nodes were finished. */
  readonly verdicts: Map<string, Verdict>
}

/** Checks a graph as `execution.validate_prompt` does. `targets` limits which outputs count; null: all. */
export function validatePrompt(
  graph: Graph,
  schemas: Schemas,
  folders: PictureFolders,
  targets: readonly string[] | null,
): Validation {
  const context: ValidationContext = { graph, schemas, folders, verdicts: new Map() }
  const unusable = [...graph.nodes.values()].map(node => classProblem(node, schemas)).find(problem => problem !== null)
  if (unusable) return refusal(unusable)
  const isOutput = (node: GraphNode) =>
    schemas.get(node.classType ?? '')?.output_node === true && (targets?.includes(node.id) ?? true)
  // ComfyUI keeps outputs in a set, so their order is nobody's promise; the recordings have them back to front.
  const outputs = [...graph.nodes.values()]
    .filter(isOutput)
    .map(node => node.id)
    .toReversed()
  if (outputs.length === 0) return refusal(reason('prompt_no_outputs', 'Prompt has no outputs', '', {}))
  return validateOutputs(context, outputs)
}

function validateOutputs(context: ValidationContext, outputs: readonly string[]): Validation {
  const nodeErrors: Record<string, NodeErrors> = {}
  const problems: Reason[] = []
  const good = outputs.filter(output => {
    const verdict = validateOutput(context, output)
    if (verdict.isValid) return true
    problems.push(...verdict.reasons)
    blame(context, output, nodeErrors)
    return false
  })
  if (good.length > 0) return { error: null, outputs: good, nodeErrors }
  const details = problems.map(problem => `${problem.message}: ${problem.details}`).join('\n')
  return {
    error: reason('prompt_outputs_failed_validation', 'Prompt outputs failed validation', details, {}),
    outputs: [],
    nodeErrors,
  }
}

/** Adds an output to every node with faults of its own that is known by now, upstream of it or not, as ComfyUI does. */
function blame(context: ValidationContext, output: string, nodeErrors: Record<string, NodeErrors>): void {
  for (const [id, verdict] of context.verdicts) {
    if (verdict.isValid || verdict.reasons.length === 0) continue
    nodeErrors[id] ??= {
      errors: verdict.reasons,
      dependent_outputs: [],
      class_type: context.graph.nodes.get(id)?.classType ?? '',
    }
    nodeErrors[id].dependent_outputs.push(output)
  }
}

function validateOutput(context: ValidationContext, output: string): Verdict {
  try {
    return validateNode(context, output)
  } catch (error) {
    if (!(error instanceof PythonError)) throw error
    const info = { exception_type: error.type, traceback: error.frames }
    const verdict = {
      isValid: false,
      reasons: [reason('exception_during_validation', 'Exception when validating node', error.message, info)],
    }
    context.verdicts.set(output, verdict)
    return verdict
  }
}

function classProblem(node: GraphNode, schemas: Schemas): Reason | null {
  const details = `Node ID '#${node.id}'`
  if (node.classType === undefined)
    return reason('invalid_prompt', 'Cannot execute because a node is missing the class_type property.', details, {})
  if (schemas.get(node.classType)) return null
  return reason('invalid_prompt', `Cannot execute because node ${node.classType} does not exist.`, details, {})
}

/** Checks a node and all it depends on. Throws PythonError where ComfyUI raises instead of noting a fault. */
function validateNode(context: ValidationContext, id: string): Verdict {
  const known = context.verdicts.get(id)
  if (known) return known
  const node = existingNode(context, id)
  const schema = context.schemas.get(node.classType ?? '')
  if (node.inputs === undefined || schema === undefined)
    throw new PythonError('KeyError', "'inputs'", [validateLine(700)])
  const problems: Reason[] = []
  let isUpstreamValid = true
  for (const name of inputNames(schema)) {
    const problem = validateInput(context, node, name)
    if (problem === 'upstream') isUpstreamValid = false
    else if (problem !== null) problems.push(problem)
  }
  problems.push(...customProblems(context, node))
  const verdict = { isValid: problems.length === 0 && isUpstreamValid, reasons: problems }
  context.verdicts.set(id, verdict)
  return verdict
}

function existingNode(context: ValidationContext, id: string): GraphNode {
  const node = context.graph.nodes.get(id)
  if (node) return node
  throw new PythonError('KeyError', repr(id), [validateLine(808), validateLine(788)])
}

function validateLine(line: number): string {
  return traceLine('execution.py', line, 'validate_inputs')
}

function validateInput(context: ValidationContext, node: GraphNode, name: string): Reason | 'upstream' | null {
  const input = context.schemas.input(node.classType ?? '', name)
  if (input === undefined) return null
  if (!Object.hasOwn(node.inputs ?? {}, name))
    return input.category === 'required'
      ? reason('required_input_missing', 'Required input is missing', name, { input_name: name })
      : null
  const value = node.inputs?.[name]
  if (Array.isArray(value)) return validateLink(context, name, value, input.config)
  return validateLiteral(name, value, input.config, hasOwnCheck(node.classType, name))
}

function validateLink(
  context: ValidationContext,
  name: string,
  link: readonly unknown[],
  config: InputConfig,
): Reason | 'upstream' | null {
  const info = { input_name: name, input_config: config }
  if (link.length !== 2)
    return reason('bad_linked_input', 'Bad linked input, must be a length-2 list of [node_id, slot_index]', name, {
      ...info,
      received_value: link,
    })
  const from = String(link[0])
  const received = outputType(context, from, link[1])
  if (!isTypeAccepted(received, config[0])) {
    const details = `${name}, received_type(${received}) mismatch input_type(${str(config[0])})`
    return reason('return_type_mismatch', 'Return type mismatch between linked nodes', details, {
      ...info,
      received_type: received,
      linked_node: link,
    })
  }
  return validateUpstream(context, from, { ...info, linked_node: link })
}

function outputType(context: ValidationContext, from: string, slot: unknown): string {
  const output = context.schemas.get(existingNode(context, from).classType ?? '')?.output ?? []
  const type = typeof slot === 'number' ? output.at(slot) : undefined
  if (type === undefined)
    throw new PythonError('IndexError', 'tuple index out of range', [validateLine(808), validateLine(790)])
  return type
}

function validateUpstream(
  context: ValidationContext,
  from: string,
  info: Readonly<Record<string, unknown>>,
): 'upstream' | null {
  try {
    return validateNode(context, from).isValid ? null : 'upstream'
  } catch (error) {
    if (!(error instanceof PythonError)) throw error
    const details = { exception_message: error.message, exception_type: error.type, traceback: error.frames }
    const problem = reason('exception_during_inner_validation', 'Exception when validating inner node', error.message, {
      ...info,
      ...details,
    })
    context.verdicts.set(from, { isValid: false, reasons: [problem] })
    return 'upstream'
  }
}

function isTypeAccepted(received: string, wanted: string | readonly string[]): boolean {
  if (typeof wanted !== 'string') return received === 'COMBO' || received === '*'
  if (received === wanted || received === '*' || wanted === '*') return true
  const accepted = new Set(wanted.split(','))
  return received.split(',').every(type => accepted.has(type))
}

function validateLiteral(name: string, wrapped: unknown, config: InputConfig, isCheckedByNode: boolean): Reason | null {
  const raw = isRecord(wrapped) && '__value__' in wrapped ? wrapped['__value__'] : wrapped
  const converted = convert(name, raw, config)
  if ('problem' in converted) return converted.problem
  if (isCheckedByNode) return null
  return rangeProblem(name, converted.value, config) ?? listProblem(name, converted.value, config)
}

function convert(name: string, raw: unknown, config: InputConfig): { value: unknown } | { problem: Reason } {
  const [type] = config
  try {
    if (type === 'INT') return { value: toInt(raw) }
    if (type === 'FLOAT') return { value: toFloat(raw) }
    return { value: type === 'STRING' ? str(raw) : type === 'BOOLEAN' ? Boolean(raw) : raw }
  } catch (error) {
    if (!(error instanceof PythonError)) throw error
    const info = { input_name: name, input_config: config, received_value: raw, exception_message: error.message }
    return {
      problem: reason(
        'invalid_input_type',
        `Failed to convert an input value to a ${str(type)} value`,
        `${name}, ${str(raw)}, ${error.message}`,
        info,
      ),
    }
  }
}

function rangeProblem(name: string, value: unknown, config: InputConfig): Reason | null {
  if (typeof value !== 'number' && typeof value !== 'bigint') return null
  const [type, options] = config
  const text = (number: unknown) => (type === 'FLOAT' ? floatText(Number(number)) : String(number))
  const info = {
    input_name: name,
    input_config: config,
    received_value: typeof value === 'bigint' ? Number(value) : value,
  }
  const { min, max } = options
  if (typeof min === 'number' && value < min)
    return reason('value_smaller_than_min', `Value ${text(value)} smaller than min of ${text(min)}`, name, info)
  if (typeof max === 'number' && value > max)
    return reason('value_bigger_than_max', `Value ${text(value)} bigger than max of ${text(max)}`, name, info)
  return null
}

/** Longer lists of options are not echoed. */
const ECHOED_OPTIONS = 20

function listProblem(name: string, value: unknown, config: InputConfig): Reason | null {
  const options = comboOptions(config)
  if (options === null || options.includes(value)) return null
  const isLong = options.length > ECHOED_OPTIONS
  const shown = isLong ? `(list of length ${options.length})` : repr(options)
  const info = { input_name: name, input_config: isLong ? null : config, received_value: value }
  return reason('value_not_in_list', 'Value not in list', `${name}: '${str(value)}' not in ${shown}`, info)
}

function comboOptions([type, options]: InputConfig): readonly unknown[] | null {
  if (typeof type !== 'string') return type
  return type === 'COMBO' && Array.isArray(options['options']) ? options['options'] : null
}

function hasOwnCheck(className: string | undefined, name: string): boolean {
  return (className === 'LoadImage' || className === 'LoadImageMask') && name === 'image'
}

function customProblems(context: ValidationContext, node: GraphNode): Reason[] {
  const image = node.inputs?.['image']
  if (!hasOwnCheck(node.classType, 'image') || Array.isArray(image) || image === undefined) return []
  const file = annotatedFile(context.folders, str(image))
  if (file !== null && existsSync(file)) return []
  return [
    reason(
      'custom_validation_failed',
      'Custom validation failed for node',
      `image - Invalid image file: ${str(image)}`,
      { input_name: 'image' },
    ),
  ]
}

function reason(type: string, message: string, details: string, extraInfo: Readonly<Record<string, unknown>>): Reason {
  return { type, message, details, extra_info: extraInfo }
}

function refusal(error: Reason): Validation {
  return { error, outputs: [], nodeErrors: {} }
}
