import { z } from 'zod'
import { ASSUMED } from './pricing/assumptions.ts'
import { readShares } from './spend/limits.ts'
import { readRates } from './pricing/exchange.ts'

const MAIL_ADDRESS = /^$|^[^\s@<>,;]+@[^\s@<>,;]+$/

/** What is posted there is for nobody else to read. */
function isWebhook(text: string): boolean {
  if (text === '') return true
  const url = URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '') return false
  return (
    url.protocol === 'https:' ||
    (url.protocol === 'http:' && /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname))
  )
}

/** In the house plain http is usual. */
function isComfyuiAddress(text: string): boolean {
  if (text === '') return true
  const url = URL.parse(text)
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && url.search === '' && url.hash === ''
}

/** What is measured goes there; nothing else does. */
function isTestAddress(text: string): boolean {
  return text !== '' && isWebhook(text)
}

/** Every engine setting: what it means, what it may be, and what it is until somebody sets it. */
export const SETTINGS = {
  checkpoint: {
    schema: z.string().min(1).max(200),
    default: 'sd_xl_base_1.0.safetensors',
    about: 'checkpoint for templates that name none',
  },
  'output-dir': {
    schema: z.string().max(1000),
    default: '',
    about: 'folder for new sessions; empty: `sessions` in the home',
  },
  'templates-dir': {
    schema: z.string().max(1000),
    default: '',
    about: 'template library; empty: the samples that come with Burst',
  },
  currency: { schema: z.string().regex(/^[A-Z]{3}$/), default: 'EUR', about: 'currency of limits' },
  'exchange-rates': {
    schema: z
      .string()
      .max(1000)
      .refine(text => readRates(text) !== null, 'write it as in "USD 0.86 2026-11-20, GBP 1.15 2026-11-20"'),
    default: '',
    about: 'what one unit of a currency is in yours, and on which day, as in "USD 0.86 2026-11-20"',
  },
  'vat-percent': {
    schema: z.number().min(0).max(100),
    default: 20,
    about: 'tax on prices that come without it; 0 if you do not pay it',
  },
  'local-seconds-per-image': {
    schema: z.number().min(0.001).max(100_000),
    default: ASSUMED.localSecondsPerImage,
    about: 'how long your own GPU takes for a picture, seconds',
  },
  'local-watts': {
    schema: z.number().min(0).max(100_000),
    default: ASSUMED.localWatts,
    about: 'what your computer draws while it makes pictures, W',
  },
  'electricity-per-kwh': {
    schema: z.number().min(0).max(1000),
    default: ASSUMED.electricityPerKwh,
    about: 'what a kWh costs you, in the currency',
  },
  'time-value-per-hour': {
    schema: z.number().min(0).max(1_000_000),
    default: ASSUMED.timeValuePerHour,
    about: 'what an hour of waiting is worth to you, in the currency; 0: nothing',
  },
  'ovh-self-end': {
    schema: z.boolean(),
    default: false,
    about: 'give each machine at OVHcloud an account that may end machines of its project, until it has ended',
  },
  'runpod-terminate-after': {
    schema: z.boolean(),
    default: false,
    about: 'ask RunPod itself to end pods at their lifetime limit, through the API that it retires in early 2027',
  },
  'strict-price': {
    schema: z.boolean(),
    default: true,
    about: 'end an instance that bills more than was agreed before anything is sent to it',
  },
  'container-image': {
    schema: z
      .string()
      .max(300)
      .regex(/^$|^[\w.:/@-]+$/, 'it is the name of a container image, as in docker.io/you/burst:1'),
    default: '',
    about:
      'container image with the set-up done, made with `burst images dockerfile`; for --strategy image at RunPod and Vast.ai',
  },
  'max-cost': {
    schema: z.number().min(0),
    default: 0,
    about: 'most a burst may cost, in the currency, tax included; 0: no limit',
  },
  'budget-daily': {
    schema: z.number().min(0).max(1_000_000),
    default: 0,
    about: 'most that all bursts of a day may cost, in the currency, tax included; 0: no limit',
  },
  'budget-monthly': {
    schema: z.number().min(0).max(10_000_000),
    default: 0,
    about: 'most that all bursts of a month may cost, in the currency, tax included; 0: no limit',
  },
  'budget-warn-at': {
    schema: z
      .string()
      .max(200)
      .refine(text => readShares(text) !== null, 'write it as in "50, 80": whole percents from 1 to 100'),
    default: '80',
    about: 'shares of a budget at which to warn, in percent; the limit itself is always told',
  },
  'mail-to': {
    schema: z.string().max(320).regex(MAIL_ADDRESS, 'it is no e-mail address'),
    default: '',
    about: 'e-mail address for alerts; empty: none are sent',
  },
  'mail-from': {
    schema: z.string().max(320).regex(MAIL_ADDRESS, 'it is no e-mail address'),
    default: '',
    about: 'sender of alerts; empty: the same address',
  },
  'smtp-host': {
    schema: z
      .string()
      .max(253)
      .regex(/^[\w.:-]*$/, 'it is the name of a server'),
    default: '',
    about: 'server that sends the mail',
  },
  'smtp-port': { schema: z.int().min(1).max(65_535), default: 587, about: 'its port' },
  'smtp-security': {
    schema: z.enum(['starttls', 'tls', 'none']),
    default: 'starttls',
    about: 'how the connection to it is kept secret: starttls, tls, or none for a server on this computer',
  },
  'smtp-user': {
    schema: z.string().max(320),
    default: '',
    about: 'name at that server; its password is asked for by `burst alerts login mail`',
  },
  'alert-webhook': {
    schema: z.string().max(2000).refine(isWebhook, 'it is https://…, or http:// on this computer alone'),
    default: '',
    about: 'address that alerts are posted to as JSON; empty: none are',
  },
  'download-limit-mbits': {
    schema: z.number().min(0).max(100_000),
    default: 0,
    about: 'most of the home line that pictures may take, Mbit/s; 0: all of it',
  },
  'upload-limit-mbits': {
    schema: z.number().min(0).max(100_000),
    default: 0,
    about: 'most of the home line that models may take, Mbit/s; 0: all of it',
  },
  'private-mode': {
    schema: z.boolean(),
    default: false,
    about: 'prompts and pictures only in the memory of instances in data centres, and wiped before the end',
  },
  'uplink-mbits': {
    schema: z.number().min(0).max(100_000),
    default: 0,
    about: 'how fast your line sends, Mbit/s, for estimates; 0: not known',
  },
  'line-test-address': {
    schema: z.string().max(500).refine(isTestAddress, 'it is https://…, or http:// on this computer alone'),
    default: 'https://speed.cloudflare.com',
    about: 'server that the line is measured against when you ask for that; it has to know /__up and /__down',
  },
  'metered-line': {
    schema: z.boolean(),
    default: false,
    about: 'this line costs by the byte: no models are sent, and pictures wait on the instance while it works',
  },
  'transfer-engine': {
    schema: z.enum(['auto', 'sftp', 'rsync']),
    default: 'auto',
    about: 'how files travel: auto (SFTP), sftp, or rsync where it is on both ends',
  },
  'allow-pickles': {
    schema: z.boolean(),
    default: false,
    about: 'send model files that can run code where they are loaded (.ckpt, .pt, .pth)',
  },
  'grace-seconds': {
    schema: z.number().min(60).max(86_400),
    default: 1800,
    about: 'how long an instance may outlive its predicted end',
  },
  'canary-seconds': {
    schema: z.number().min(30).max(86_400),
    default: 600,
    about:
      'how long a burst with --canary waits for a look at its first picture before it finishes; the instance bills meanwhile',
  },
  'warm-seconds': {
    schema: z.number().min(60).max(86_400),
    default: 1800,
    about: 'how long an instance of a burst with --strategy warm is kept for the next one; it bills meanwhile',
  },
  'lifetime-limit-seconds': {
    schema: z.number().min(600).max(604_800),
    default: 86_400,
    about: 'no instance lives longer than this',
  },
  'watch-countdown-seconds': {
    schema: z.number().min(0).max(3600),
    default: 60,
    about: 'how long the end of an instance by a rule is announced, seconds; you can stop it meanwhile',
  },
  'watch-idle-seconds': {
    schema: z.number().min(0).max(604_800),
    default: 3600,
    about: 'end an instance that makes no picture for so long; 0: never',
  },
  'watch-unreachable-seconds': {
    schema: z.number().min(0).max(604_800),
    default: 600,
    about: 'end an instance that cannot be reached for so long; 0: never',
  },
  'watch-boot-seconds': {
    schema: z.number().min(0).max(86_400),
    default: 1800,
    about: 'end an instance that does not start within this time; 0: when its provider usually would have',
  },
  'watch-instance-cost': {
    schema: z.number().min(0).max(1_000_000),
    default: 0,
    about: 'end an instance that has cost more than this, in the currency; 0: at any cost',
  },
  'watch-orphan-seconds': {
    schema: z.number().min(0).max(604_800),
    default: 900,
    about: 'how old an instance of ours that nobody knows may be before it is ended, where that is wanted',
  },
  'watch-orphans': {
    schema: z.enum(['ask', 'end']),
    default: 'ask',
    about: 'what becomes of instances of ours that nobody knows: ask leaves them to you, end ends them',
  },
  'home-comfyui': {
    schema: z.string().max(500).refine(isComfyuiAddress, 'it is an address like http://127.0.0.1:8188'),
    default: '',
    about: 'address of a ComfyUI of yours, for bursts with --provider home or --with-home; empty: none',
  },
  'sandbox-speed': {
    schema: z.number().min(0.1).max(100_000),
    default: 60,
    about: "how much faster than life the sandbox's clock runs",
  },
} as const satisfies Record<string, { schema: z.ZodType; default: unknown; about: string }>

export type SettingKey = keyof typeof SETTINGS
export type Settings = { [K in SettingKey]: z.infer<(typeof SETTINGS)[K]['schema']> }

export function isSettingKey(key: string): key is SettingKey {
  return Object.hasOwn(SETTINGS, key)
}
