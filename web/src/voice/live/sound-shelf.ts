import type { Mode } from '@lva/contracts/conversation'

/** A piece of what somebody said in a live conversation, as it lies on this device until the server has it. */
export type Scrap = {
  /** The opening of the microphone it belongs to. */
  run: string
  userId: string
  sessionId: string
  mode: Mode
  /** Its place in that run: the count of its first frame, or of the words. */
  from: number
  frames: number
  /** Sound, or words where the browser wrote them down. */
  sound: ArrayBuffer | null
  words: string | null
}
export type Shelved = Scrap & { id: number }

export type SoundShelf = {
  add(scrap: Scrap): Promise<number>
  remove(ids: number[]): Promise<void>
  all(): Promise<Shelved[]>
}

const TABLE = 'scraps'

/** The shelf of this browser; one that ends with the page where the browser stores nothing. */
export async function openShelf(factory: IDBFactory | undefined): Promise<SoundShelf> {
  if (!factory) return memoryShelf()
  try {
    const opening = factory.open('lva-live', 1)
    opening.addEventListener('upgradeneeded', () => {
      opening.result.createObjectStore(TABLE, { keyPath: 'id', autoIncrement: true })
    })
    return databaseShelf(await done(opening))
  } catch (fault) {
    if (fault instanceof DOMException) return memoryShelf()
    throw fault
  }
}

function databaseShelf(db: IDBDatabase): SoundShelf {
  // Five times a second would wear out a disk if each waited for it; a crash of the whole machine may lose a syllable.
  const table = (mode: IDBTransactionMode) => db.transaction(TABLE, mode, { durability: 'relaxed' }).objectStore(TABLE)
  return {
    add: async (scrap) => Number(await done(table('readwrite').add(scrap))),
    async remove(ids) {
      if (ids.length === 0) return
      const shelf = table('readwrite')
      await Promise.all(ids.map((id) => done(shelf.delete(id))))
    },
    all: () => done<Shelved[]>(table('readonly').getAll()),
  }
}

function memoryShelf(): SoundShelf {
  const scraps = new Map<number, Shelved>()
  let last = 0
  return {
    async add(scrap) {
      last += 1
      scraps.set(last, { ...scrap, id: last })
      return last
    },
    async remove(ids) {
      for (const id of ids) scraps.delete(id)
    },
    all: async () => [...scraps.values()],
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
  })
}
