import { spawn } from 'node:child_process'

/** What systemd hears of a server it started; without systemd nobody hears anything. */
export interface ServiceManager {
  /** The doors are open. `status` is the line that `systemctl status` shows. */
  ready(status: string): void
  /** What is running is being finished. */
  stopping(): void
}

const SILENT: ServiceManager = { ready() {}, stopping() {} }

/**
 * Tells the service manager (sd_notify(3)) how the server is, where NOTIFY_SOCKET says that one listens; with WATCHDOG_USEC also that this
 * thread still gets round to things. Node has no datagrams on Unix sockets, so the program `systemd-notify` carries the words, which is
 * there wherever systemd is; the unit therefore needs NotifyAccess=all. `onLost` hears once when it could not be run.
 * The two variables are taken out of `env`: what the server starts itself is not asked.
 */
export function tellServiceManager(
  env: Record<string, string | undefined>,
  { onLost }: { onLost(error: Error): void },
): ServiceManager {
  const { PATH, NOTIFY_SOCKET, WATCHDOG_USEC } = env
  for (const key of ['NOTIFY_SOCKET', 'WATCHDOG_USEC', 'WATCHDOG_PID']) delete env[key]
  if (!NOTIFY_SOCKET) return SILENT

  let lost = false
  const tell = (...words: string[]) => {
    const program = spawn('systemd-notify', words, { env: { PATH, NOTIFY_SOCKET }, stdio: 'ignore' })
    program.once('error', (error) => {
      if (!lost) onLost(error)
      lost = true
    })
  }
  let beating: NodeJS.Timeout | undefined
  return {
    ready(status) {
      tell('--ready', `--status=${status}`)
      const everyMs = Number(WATCHDOG_USEC) / 2_000
      // The doors of one process may open again, after a restore.
      clearInterval(beating)
      // Twice in the time after which it would be started anew.
      if (everyMs >= 500) beating = setInterval(tell, everyMs, 'WATCHDOG=1').unref()
    },
    stopping() {
      clearInterval(beating)
      tell('STOPPING=1', '--status=Finishing what is running.')
    },
  }
}
