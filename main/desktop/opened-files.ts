/** Templates among the arguments of a start; everything else in them is nothing to the window. */
export function templatesIn(argv: readonly string[]): string[] {
  return argv.slice(1).filter(argument => !argument.startsWith('-') && /\.prompt\.ya?ml$/i.test(argument))
}

/** Switches that open the app to other programs; a packaged one does not start with them. */
export function isOpenedToOthers(argv: readonly string[]): boolean {
  return argv.some(argument => /^--(?:remote-debugging-(?:port|pipe)|inspect(?:-brk)?)(?:=|$)/.test(argument))
}
