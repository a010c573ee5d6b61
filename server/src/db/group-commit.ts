import type { Database as SqliteFile } from 'better-sqlite3'

/** How often a locked file is looked at, and for how long. */
const LOOK_MS = 25
const PATIENCE_MS = 5_000

/** One writer whose callers share commits. See {@link createGroupCommit}. */
export type GroupCommit = ReturnType<typeof createGroupCommit>

/**
 * Lets everything that is written in one tick of the event loop share one transaction, and so one fsync: with `synchronous=FULL` the
 * fsync is nearly the whole cost of a small write. A write's promise settles only after the COMMIT, so an answer sent after it is durable.
 *
 * Another process may hold the file for 5 seconds; then the write fails with SQLITE_BUSY.
 *
 * Explicit transactions are savepoints inside the group; they run one at a time, and a plain write waits for its turn between them.
 */
export function createGroupCommit(file: SqliteFile) {
  const begin = file.prepare('begin immediate')
  const commit = file.prepare('commit')
  const rollback = file.prepare('rollback')
  const enter = file.prepare('savepoint turn')
  const leave = file.prepare('release turn')
  const undo = file.prepare('rollback to turn')

  let group: PromiseWithResolvers<void> | null = null
  let due = false
  let inTransaction = false
  let lockedSince: number | null = null
  const waiting: Array<() => void> = []

  /** Begins the group's transaction; while another process holds the file it waits without holding up anybody else. */
  async function begun(): Promise<void> {
    for (;;) {
      try {
        begin.run()
        lockedSince = null
        return
      } catch (error) {
        if (!isBusy(error)) throw error
        lockedSince ??= performance.now()
        // Counted from when the lock was first met, so that a queue of writers does not wait one after the other.
        if (performance.now() - lockedSince >= PATIENCE_MS) throw error
      }
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS))
    }
  }

  async function join(): Promise<PromiseWithResolvers<void>> {
    if (!group) {
      await begun()
      group = Promise.withResolvers<void>()
      // Nobody may be listening any more when a commit fails; the writers that are get the error from their own await.
      group.promise.catch(() => {})
      setImmediate(() => {
        due = true
        if (!inTransaction) settle()
      })
    }
    return group
  }

  function settle() {
    const ending = group
    if (!ending) return
    group = null
    due = false
    try {
      commit.run()
      ending.resolve()
    } catch (error) {
      if (file.inTransaction) rollback.run()
      ending.reject(error)
    }
  }

  /** A full disk or a failing one makes SQLite abandon the whole transaction: then every write of the group is lost, and must hear so. */
  function abandonIfSqliteDid(error: unknown) {
    if (!group || file.inTransaction) return
    group.reject(error)
    group = null
    due = false
  }

  async function takeTurn() {
    if (inTransaction) await new Promise<void>((resolve) => waiting.push(resolve))
    inTransaction = true
  }

  function passTurn() {
    if (due) settle()
    const next = waiting.shift()
    // The turn is handed over, not dropped, so that nobody slips in between.
    if (next) next()
    else inTransaction = false
  }

  return {
    /** Runs one statement that writes; resolves with its result once it is on the disk. */
    async write<T>(run: () => T): Promise<T> {
      await takeTurn()
      let result: T
      let durable: Promise<void>
      try {
        durable = (await join()).promise
        result = run()
      } catch (error) {
        abandonIfSqliteDid(error)
        throw error
      } finally {
        passTurn()
      }
      await durable
      return result
    },

    /** Starts a transaction. Until {@link finish} or {@link cancel}, {@link within} runs its statements. */
    async start(): Promise<void> {
      await takeTurn()
      try {
        await join()
        enter.run()
      } catch (error) {
        abandonIfSqliteDid(error)
        passTurn()
        throw error
      }
    },

    /** Runs one statement of the open transaction. */
    within<T>(run: () => T): T {
      try {
        return run()
      } catch (error) {
        abandonIfSqliteDid(error)
        throw error
      }
    },

    /** Ends the open transaction; resolves once it is on the disk. */
    async finish(): Promise<void> {
      const durable = group?.promise
      try {
        if (!durable) throw new Error('The transaction was abandoned by the database.')
        leave.run()
      } finally {
        passTurn()
      }
      await durable
    },

    /** Undoes the open transaction; the rest of the group stays. */
    cancel(): void {
      try {
        if (group) {
          undo.run()
          leave.run()
        }
      } finally {
        passTurn()
      }
    },

    /** Commits what is pending, for closing. */
    flush(): void {
      settle()
    },
  }
}

/** Whether another process holds the file. */
export const isBusy = (error: unknown) =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('SQLITE_BUSY')
