/** Only what has another form for one. */
export const en: Record<string, string> = {
  '{{count}} pictures not home yet_one': '{{count}} picture not home yet',
  '{{count}} pictures not home yet_other': '{{count}} pictures not home yet',
  '{{count}} instances run and bill._one': 'An instance runs and bills.',
  '{{count}} instances run and bill._other': '{{count}} instances run and bill.',
  '{{count}} instances are not proven gone._one': 'An instance is not proven gone.',
  '{{count}} instances are not proven gone._other': '{{count}} instances are not proven gone.',
}
