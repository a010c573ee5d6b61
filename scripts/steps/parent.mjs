// npm passes SIGTERM on to the shell that started us, and that shell dies without passing it on.
const LOOK_MS = 500

/** Treats the death of npm's shell as a request to stop, so that stopping `npm start` leaves nothing running. */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_event || process.platform === 'win32') return
  const shell = process.ppid
  const watch = setInterval(() => {
    if (process.ppid === shell) return
    clearInterval(watch)
    process.kill(process.pid, 'SIGTERM')
  }, LOOK_MS)
  watch.unref()
}
