import type { Kept } from './kept.ts'

/** Where kept turns lie. `lasting` is false where the browser stores nothing: they live as long as the page. */
export type KeptStore = {
  lasting: boolean
  /** Resolves when the turn would survive a crash of the browser. */
  add(turn: Omit<Kept, 'order'>): Promise<Kept>
  put(turn: Kept): Promise<void>
  all(): Promise<Kept[]>
  remove(order: number): Promise<void>
}

const TABLE = 'kept'

/** The store of this browser, or memory where the browser refuses one (some private windows do). */
export async function openStore(factory: IDBFactory | undefined): Promise<KeptStore> {
  if (!factory) return memoryStore()
  try {
    return databaseStore(await database(factory))
  } catch (fault) {
    if (fault instanceof DOMException) return memoryStore()
    throw fault
  }
}

function database(factory: IDBFactory): Promise<IDBDatabase> {
  const opening = factory.open('lva-outbox', 1)
  opening.addEventListener('upgradeneeded', () => {
    opening.result.createObjectStore(TABLE, { keyPath: 'order', autoIncrement: true })
  })
  return done(opening)
}

function databaseStore(db: IDBDatabase): KeptStore {
  // Strict: the browser must have flushed to the disk before we say "kept".
  const change = async (work: (table: IDBObjectStore) => IDBRequest): Promise<unknown> => {
    const transaction = db.transaction(TABLE, 'readwrite', { durability: 'strict' })
    const request = work(transaction.objectStore(TABLE))
    await new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve())
      transaction.addEventListener('abort', () => reject(transaction.error))
    })
    return request.result
  }
  return {
    lasting: true,
    async add(turn) {
      const order = await change((table) => table.add(turn))
      return { ...turn, order: Number(order) }
    },
    async put(turn) {
      await change((table) => table.put(turn))
    },
    all: () => done<Kept[]>(db.transaction(TABLE).objectStore(TABLE).getAll()),
    async remove(order) {
      await change((table) => table.delete(order))
    },
  }
}

/** A store that ends with the page. */
function memoryStore(): KeptStore {
  const turns = new Map<number, Kept>()
  let last = 0
  return {
    lasting: false,
    async add(turn) {
      last += 1
      const kept = { ...turn, order: last }
      turns.set(last, kept)
      return kept
    },
    async put(turn) {
      turns.set(turn.order, turn)
    },
    all: async () => [...turns.values()],
    async remove(order) {
      turns.delete(order)
    },
  }
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () => reject(request.error))
    if ('onblocked' in request)
      request.addEventListener('blocked', () => reject(new DOMException('blocked', 'AbortError')))
  })
}
