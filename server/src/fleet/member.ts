import cluster from 'node:cluster'
import { type FromParent, FromParent as FromParentSchema, type FromWorker, NUMBER_KEY } from './words.ts'

/** A parent that has not put the numbers of all together by then is asked for nothing more; this process tells its own. */
const PATIENCE_MS = 3_000

/** This process as a worker of a fleet on this machine; null where it stands alone. */
export function joinFleet(env: Record<string, string | undefined>) {
  const { worker } = cluster
  const number = Number(env[NUMBER_KEY])
  if (!worker || !Number.isInteger(number)) return null
  const waiting = new Map<number, (text: string) => void>()
  let asked = 0
  let ownNumbers: () => string | Promise<string> = () => ''

  const say = (word: FromWorker) => {
    if (worker.isConnected()) worker.send(word)
  }
  async function hear(word: FromParent) {
    if (word.type === 'tell-numbers') say({ type: 'numbers', ask: word.ask, text: await ownNumbers() })
    if (word.type === 'all-numbers') waiting.get(word.ask)?.(word.text)
  }
  worker.on('message', (said: unknown) => {
    const word = FromParentSchema.safeParse(said)
    if (word.success) void hear(word.data)
  })

  return {
    number,
    listening: (url: string) => say({ type: 'listening', url }),

    /** Says how this process's own numbers are read. */
    counts(read: () => string | Promise<string>): void {
      ownNumbers = read
    },

    /** The numbers of every process of the fleet. */
    numbers(): Promise<string> {
      const ask = ++asked
      return new Promise<string>((resolve) => {
        const alone = setTimeout(() => resolve(ownNumbers()), PATIENCE_MS)
        waiting.set(ask, (text) => {
          clearTimeout(alone)
          resolve(text)
        })
        say({ type: 'numbers-wanted', ask })
      }).finally(() => waiting.delete(ask))
    },

    /** Leaves without being missed: the process ends when it has nothing more to do. */
    leave: () => void worker.disconnect(),
  }
}
