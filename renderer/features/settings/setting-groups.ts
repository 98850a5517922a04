import type { SettingKey } from '../../../common/settings.ts'

export type SettingGroup = {
  readonly id: string
  readonly title: string
  /** Each with what people call it. */
  readonly settings: readonly (readonly [key: SettingKey, label: string])[]
}

const GROUPS = [
  {
    id: 'home',
    title: 'Your computer',
    settings: [
      ['home-comfyui', 'Your ComfyUI answers at'],
      ['local-seconds-per-image', 'A picture takes, s'],
      ['local-watts', 'The computer draws, W'],
      ['electricity-per-kwh', 'A kWh costs'],
      ['time-value-per-hour', 'An hour of waiting is worth'],
    ],
  },
  {
    id: 'money',
    title: 'Money',
    settings: [
      ['currency', 'Your currency'],
      ['exchange-rates', 'Exchange rates'],
      ['vat-percent', 'Tax on net prices, %'],
      ['max-cost', 'Most a burst may cost'],
      ['budget-daily', 'Most a day may cost'],
      ['budget-monthly', 'Most a month may cost'],
      ['budget-warn-at', 'Warn at, %'],
      ['strict-price', 'End what bills more than agreed'],
    ],
  },
  {
    id: 'safety',
    title: 'Who ends an instance',
    settings: [
      ['grace-seconds', 'It may outlive its predicted end by, s'],
      ['lifetime-limit-seconds', 'No instance lives longer than, s'],
      ['warm-seconds', 'Kept for the next burst for, s'],
      ['canary-seconds', 'Waits for a look at the first picture for, s'],
      ['watch-countdown-seconds', 'An end is announced for, s'],
      ['watch-idle-seconds', 'No picture made for, s'],
      ['watch-unreachable-seconds', 'Not reached for, s'],
      ['watch-boot-seconds', 'Does not start within, s'],
      ['watch-instance-cost', 'Has cost more than'],
      ['watch-orphans', 'Instances that nobody knows'],
      ['watch-orphan-seconds', 'And only when older than, s'],
      ['ovh-self-end', 'Machines at OVHcloud may end themselves'],
      ['runpod-terminate-after', 'RunPod ends pods by itself too'],
    ],
  },
  {
    id: 'alerts',
    title: 'Alerts',
    settings: [
      ['mail-to', 'Mail to'],
      ['mail-from', 'Mail from'],
      ['smtp-host', 'Mail server'],
      ['smtp-port', 'Its port'],
      ['smtp-security', 'Its security'],
      ['smtp-user', 'Your name there'],
      ['alert-webhook', 'Webhook'],
    ],
  },
  {
    id: 'line',
    title: 'Line and files',
    settings: [
      ['download-limit-mbits', 'Pictures may take, Mbit/s'],
      ['upload-limit-mbits', 'Models may take, Mbit/s'],
      ['uplink-mbits', 'Your line sends, Mbit/s'],
      ['line-test-address', 'The line is measured against'],
      ['metered-line', 'The line costs by the byte'],
      ['transfer-engine', 'Files travel by'],
    ],
  },
  {
    id: 'pictures',
    title: 'Pictures and models',
    settings: [
      ['output-dir', 'New sessions go to'],
      ['templates-dir', 'Templates lie in'],
      ['checkpoint', 'Checkpoint where a template names none'],
      ['container-image', 'Container image with the set-up done'],
      ['private-mode', 'Nothing on a disk of an instance'],
      ['allow-pickles', 'Send model files that can run code'],
    ],
  },
  { id: 'practice', title: 'Practice', settings: [['sandbox-speed', 'The practice cloud runs faster by']] },
] as const satisfies readonly SettingGroup[]

type Shown = (typeof GROUPS)[number]['settings'][number][0]
/** A setting that no group shows does not compile. */
type Missing = Exclude<SettingKey, Shown>
const ALL: [Missing] extends [never] ? readonly SettingGroup[] : never = GROUPS

export const SETTING_GROUPS = ALL
