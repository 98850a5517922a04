/** The forms in which the timers of the systems want to be told what to run. */

/** A user service of systemd that runs a command once. */
export function systemdService(command: readonly string[], env: Readonly<Record<string, string>>): string {
  const variables = Object.entries(env).map(([name, value]) => `Environment=${quotedForSystemd(`${name}=${value}`)}\n`)
  return `[Unit]
Description=Burst looks for instances that should not run

[Service]
Type=oneshot
${variables.join('')}ExecStart=${command.map(quotedForSystemd).join(' ')}
TimeoutStartSec=600
`
}

export function systemdTimer(everySeconds: number): string {
  return `[Unit]
Description=Burst looks for instances that should not run

[Timer]
OnStartupSec=60
OnUnitInactiveSec=${everySeconds}

[Install]
WantedBy=timers.target
`
}

/** systemd reads quotes, backslashes, specifiers and variables of its own. */
function quotedForSystemd(word: string): string {
  const escaped = word
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')
    .replaceAll('%', '%%')
    .replaceAll('$', () => '$$')
  return `"${escaped}"`
}

/** A launch agent of macOS. */
export function launchdPlist(
  label: string,
  command: readonly string[],
  env: Readonly<Record<string, string>>,
  everySeconds: number,
): string {
  const strings = command.map(word => `    <string>${escapedForXml(word)}</string>\n`).join('')
  const variables = Object.entries(env)
    .map(([name, value]) => `    <key>${escapedForXml(name)}</key>\n    <string>${escapedForXml(value)}</string>\n`)
    .join('')
  return `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  <string>${escapedForXml(label)}</string>
  <key>ProgramArguments</key>
  <array>
${strings}  </array>
  <key>EnvironmentVariables</key>
  <dict>
${variables}  </dict>
  <key>RunAtLoad</key>
  <true/>
  <key>StartInterval</key>
  <integer>${everySeconds}</integer>
</dict>
</plist>
`
}

/** A task of Windows' Task Scheduler that runs for the user who made it. */
export function taskXml([program, ...args]: readonly [string, ...string[]], everySeconds: number): string {
  return `<?xml version="1.0" encoding="UTF-16"?>
<Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
  <RegistrationInfo>
    <Description>Burst looks for instances that should not run</Description>
  </RegistrationInfo>
  <Triggers>
    <TimeTrigger>
      <Repetition>
        <Interval>PT${everySeconds}S</Interval>
      </Repetition>
      <StartBoundary>2026-01-01T00:00:00</StartBoundary>
    </TimeTrigger>
  </Triggers>
  <Settings>
    <MultipleInstancesPolicy>IgnoreNew</MultipleInstancesPolicy>
    <DisallowStartIfOnBatteries>false</DisallowStartIfOnBatteries>
    <StopIfGoingOnBatteries>false</StopIfGoingOnBatteries>
    <StartWhenAvailable>true</StartWhenAvailable>
    <ExecutionTimeLimit>PT10M</ExecutionTimeLimit>
  </Settings>
  <Actions>
    <Exec>
      <Command>${escapedForXml(program)}</Command>
      <Arguments>${escapedForXml(args.map(quotedForWindows).join(' '))}</Arguments>
    </Exec>
  </Actions>
</Task>
`
}

/** As the C runtime takes a command line apart: backslashes count only before a quote. */
function quotedForWindows(word: string): string {
  return `"${word.replaceAll(/(\\*)"/g, '$1$1\\"').replace(/(\\+)$/, '$1$1')}"`
}

function escapedForXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&apos;')
}
