/** Where the stand-in may differ from the recording, and why. Everything not named here must be equal. */
export interface Exception {
  readonly transcript: string
  /** Matches the path of a value, such as `GET /queue.body.queue_pending.0.1`. */
  readonly where: RegExp
  /** `type`: same type, any value; `set`: same elements in any order; `skip`: not compared. */
  readonly rule: 'type' | 'set' | 'skip'
  readonly reason: string
}

const EVERYWHERE = '*'

export const EXCEPTIONS: readonly Exception[] = [
  { transcript: EVERYWHERE, where: /\.timestamp$/, rule: 'type', reason: 'another day' },
  {
    transcript: EVERYWHERE,
    where: /header\.(?:content-length|last-modified)$/,
    rule: 'type',
    reason: 'other files, another day',
  },
  {
    transcript: EVERYWHERE,
    where: /\.errors$/,
    rule: 'set',
    reason: 'ComfyUI checks the inputs of a node in the order of a Python set',
  },
  { transcript: EVERYWHERE, where: /\.(?:executed|current_outputs)$/, rule: 'set', reason: 'Python sets' },
  { transcript: EVERYWHERE, where: /\.traceback\.\d+$/, rule: 'type', reason: 'line numbers inside ComfyUI' },
  {
    transcript: EVERYWHERE,
    where: /\.current_inputs\.\w+\.0$/,
    rule: 'type',
    reason: 'the numbers of tensors, and the spelling of graphs as Python dictionaries',
  },
  { transcript: EVERYWHERE, where: /\.chunks\.\d+\.length$/, rule: 'type', reason: 'other pixels' },
  {
    transcript: 'validation_errors_400',
    where: /exception_message$/,
    rule: 'type',
    reason: 'names folders of the recording machine',
  },
  {
    transcript: 'execution_error',
    where: /exception_message$/,
    rule: 'type',
    reason: 'names folders of the recording machine; the wording is compared in its own test',
  },
  {
    transcript: 'success_txt2img',
    where: /preview=webp;80\.first16$/,
    rule: 'skip',
    reason: 'the stand-in answers with lossless WebP, of another size',
  },
  {
    transcript: 'interrupt',
    where: /progress_state\.nodes\.3\.value$/,
    rule: 'type',
    reason: 'how many steps were done at the interrupt is a matter of speed',
  },
  {
    transcript: 'ws_reconnect',
    where: /progress_state\.nodes\.3\.value$/,
    rule: 'type',
    reason: 'how many steps were done at the disconnect is a matter of speed',
  },
  {
    transcript: 'info_endpoints',
    where: /system_stats.*\.(?:ram_\w+|\w*vram_\w+|pytorch_version|argv|name|type|index)$/,
    rule: 'skip',
    reason: 'another machine: a GPU instead of a CPU',
  },
  { transcript: 'ws_without_client_id', where: /^ws\.status\.sid$/, rule: 'type', reason: 'made by the server' },
  {
    transcript: 'preview_and_websocket_outputs',
    where: /\.images\.\d+\.filename$/,
    rule: 'type',
    reason: 'five random letters; the pattern is compared by asking for the file',
  },
]

/** Recordings in which status frames are not compared, and why. */
export const RACING_STATUS: Readonly<Record<string, string>> = {
  duplicate_prompt_id: 'prompts are posted while another starts: how many are queued when a status is sent is a race',
  queue_clear: 'as above',
  queue_of_five: 'as above',
  number_tie: 'as above',
  ws_reconnect: 'the first socket is closed in the middle of a run',
}

/** Files of the folder that are no recordings of a session, and what is done with them. */
export const OTHER_FILES: Readonly<Record<string, string>> = {
  'object_info.core.json': 'compared with what the server answers, class by class',
  'object_info.class_names.json': 'only the 53 classes with a recorded schema exist here, not all 383',
}
