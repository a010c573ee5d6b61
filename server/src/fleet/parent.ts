import cluster, { type Worker } from 'node:cluster'
import type { Logger } from 'pino'
import { type Counted, together } from './numbers.ts'
import { afterDeath, type Fared } from './pauses.ts'
import { type FromParent, FromWorker, NUMBER_KEY } from './words.ts'

/** A worker that does not tell its numbers by then is left out of them. */
const NUMBERS_MS = 2_000
/** A new one may bring a large database up to date before it opens its doors. */
const OPENING_MS = 30 * 60_000

/** A place in the fleet, and who stands there. */
interface Place extends Fared {
  number: number
  worker: Worker | null
  listeningSince: number | null
  waking?: NodeJS.Timeout | undefined
}

/**
 * The one process that keeps `count` workers at one port of this machine: it starts them, fills the place of one that dies, and renews them
 * one after another. It serves nobody itself, so that nothing anybody sends can end it. `stopMs` is what a worker gets to end by itself.
 */
export function createParent({ count, stopMs, log }: { count: number; stopMs: number; log: Logger }) {
  const places: Place[] = Array.from({ length: count }, (_, n) => ({
    ...{ number: n + 1, worker: null, listeningSince: null, youngDeaths: 0 },
  }))
  const sent = new Set<Worker>()
  let stopping = false
  let renewing = false
  let asked = 0

  /** Starts somebody. Resolves with the address once its doors are open, with null when it ended before. */
  function start(number: number): { worker: Worker; ready: Promise<string | null> } {
    const worker = cluster.fork({ [NUMBER_KEY]: String(number) })
    // Whoever was just killed is spoken to until that is known; nobody else goes for it.
    worker.on('error', (err) =>
      log.warn({ err, process: number }, 'a process of the fleet could not be told something'),
    )
    const ready = new Promise<string | null>((resolve) => {
      worker.once('exit', () => resolve(null))
      worker.on('message', (said: unknown) => {
        const word = FromWorker.safeParse(said)
        if (word.data?.type === 'listening') resolve(word.data.url)
        if (word.data?.type === 'numbers-wanted') void tellNumbers(worker, word.data.ask)
      })
    })
    return { worker, ready }
  }

  /** Has somebody stand in a place from now on. */
  function takes(place: Place, worker: Worker) {
    place.worker = worker
    place.listeningSince = null
    worker.once('exit', (code, signal) => {
      if (place.worker !== worker) return
      place.worker = null
      if (stopping || sent.has(worker)) return
      const servedMs = place.listeningSince === null ? null : performance.now() - place.listeningSince
      const { pauseMs, youngDeaths } = afterDeath(place, servedMs)
      place.youngDeaths = youngDeaths
      log.error(
        { process: place.number, code, signal, pauseMs },
        'a process of the fleet ended; another takes its place',
      )
      place.waking = setTimeout(() => void fill(place), pauseMs)
    })
  }

  async function fill(place: Place): Promise<string | null> {
    if (stopping) return null
    const { worker, ready } = start(place.number)
    takes(place, worker)
    const url = await ready
    if (url !== null) place.listeningSince = performance.now()
    return url
  }

  /** Asks somebody to finish and waits; whoever cannot finish is ended. */
  async function send(worker: Worker): Promise<void> {
    if (worker.isDead()) return
    sent.add(worker)
    const gone = new Promise<void>((resolve) => worker.once('exit', () => resolve()))
    // Whoever is still starting has nothing to finish, and ends at once.
    worker.process.kill('SIGTERM')
    const impatient = setTimeout(() => {
      log.error({ pid: worker.process.pid }, 'a process did not finish in time and is ended')
      worker.process.kill('SIGKILL')
    }, stopMs)
    await gone
    clearTimeout(impatient)
    sent.delete(worker)
  }

  async function renewAll(): Promise<void> {
    for (const place of places) {
      if (stopping) return
      const { worker, ready } = start(place.number)
      const late = setTimeout(() => {
        log.error({ process: place.number }, 'the new process did not open its doors in time and is ended')
        worker.process.kill('SIGKILL')
      }, OPENING_MS)
      const opened = await ready
      clearTimeout(late)
      if (opened === null) {
        log.error({ process: place.number }, 'the new process did not open its doors; the old ones stay')
        return
      }
      clearTimeout(place.waking)
      const old = place.worker
      takes(place, worker)
      place.listeningSince = performance.now()
      // Told to stop while the new one was starting.
      if (stopping) return
      if (old) await send(old)
      log.info({ process: place.number }, 'a process was renewed')
    }
  }

  async function tellNumbers(asker: Worker, ask: number): Promise<void> {
    const here = places.flatMap(({ number, worker }) => (worker?.isConnected() ? [{ number, worker }] : []))
    const told = await Promise.all(here.map(({ number, worker }) => numbersOf(number, worker)))
    say(asker, { type: 'all-numbers', ask, text: together(told.filter((counted) => counted !== null)) })
  }

  function numbersOf(process: number, worker: Worker): Promise<Counted | null> {
    const ask = ++asked
    return new Promise((resolve) => {
      const settle = (counted: Counted | null) => {
        clearTimeout(late)
        worker.off('message', hear)
        worker.off('exit', gone)
        resolve(counted)
      }
      const gone = () => settle(null)
      const hear = (said: unknown) => {
        const word = FromWorker.safeParse(said)
        if (word.data?.type === 'numbers' && word.data.ask === ask) settle({ process, text: word.data.text })
      }
      const late = setTimeout(gone, NUMBERS_MS)
      worker.on('message', hear).once('exit', gone)
      say(worker, { type: 'tell-numbers', ask })
    })
  }

  return {
    /**
     * Starts the first worker alone: it brings the database up to date and makes the keys that all of them use. Then the others. Resolves with
     * the address, or null when the first one did not open its doors; it has said why.
     */
    async start(): Promise<{ url: string } | null> {
      const [first, ...others] = places
      if (!first) return null
      const { worker, ready } = start(first.number)
      const url = await ready
      if (url === null) return null
      takes(first, worker)
      first.listeningSince = performance.now()
      await Promise.all(others.map(fill))
      return { url }
    },

    /** Puts a new process in the place of each, one after another: the new one stands before the old one goes. */
    renew(): void {
      // The ones that are just starting are as new as can be.
      if (renewing) return
      renewing = true
      void renewAll().finally(() => {
        renewing = false
      })
    },

    /** Ends all of them, and waits. */
    async stop(): Promise<void> {
      stopping = true
      for (const { waking } of places) clearTimeout(waking)
      await Promise.all(Object.values(cluster.workers ?? {}).map((worker) => worker && send(worker)))
    },
  }
}

const say = (worker: Worker, word: FromParent) => {
  if (worker.isConnected()) worker.send(word)
}
