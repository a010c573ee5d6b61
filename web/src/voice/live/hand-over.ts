import { useAccount } from '../../accounts/account.ts'
import { useFeatures } from '../../api/features.ts'
import { newId } from '../../new-id.ts'
import { courier, outbox } from '../../outbox/of-this-page.ts'
import { createKeeping } from './keeping.ts'
import { lockOf, sendLeftovers } from './leftovers.ts'
import { openShelf, type Scrap } from './sound-shelf.ts'

/** Set while something of a conversation may lie on this device, so that a page looks there without loading this. */
const SIGN = 'lva.unsaid'
/** Longest recording, in seconds, of a server that says nothing of it. */
const MAX_SECONDS = 60

const shelf = openShelf(globalThis.indexedDB)

/** Keeps what is said in one conversation on this device; other tabs leave it alone until `letGo`. */
export function keepHere(about: Omit<Scrap, 'run' | 'from' | 'frames' | 'sound' | 'words' | 'userId'>) {
  const run = newId()
  const userId = useAccount().user.value?.id ?? ''
  let letGo = () => {}
  void navigator.locks?.request(
    lockOf(run),
    () =>
      new Promise<void>((resolve) => {
        letGo = resolve
      }),
  )
  localStorage.setItem(SIGN, '1')
  return { ...createKeeping({ shelf, about: { ...about, run, userId } }), letGo: () => letGo() }
}

const unlessAlive = (lock: string, work: () => Promise<void>) =>
  navigator.locks
    ? navigator.locks.request(lock, { ifAvailable: true }, async (mine) => (mine ? work() : undefined))
    : work()

/** Sends as recordings what earlier conversations could not deliver. */
export async function handOver(): Promise<void> {
  const userId = useAccount().user.value?.id
  if (!userId) return
  const open = await shelf
  const maxSeconds = useFeatures().features.value?.max_audio_seconds ?? MAX_SECONDS
  const turns = await sendLeftovers({ shelf: open, outbox, userId, maxSeconds, unlessAlive })
  if ((await open.all()).length === 0) localStorage.removeItem(SIGN)
  if (turns > 0) await courier.wake()
}
