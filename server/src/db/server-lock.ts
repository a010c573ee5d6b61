import BetterSqlite from 'better-sqlite3'

/** Somebody else already works on this data folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse'
}

/**
 * Holds the data folder for one server process, or `shared` with others that share it too. The lock is SQLite's own lock on a file kept for
 * nothing else: the operating system drops it when the process ends, however it ends. Returns the release.
 */
export function lockDataFolder(lockFile: string, { shared = false } = {}): () => void {
  const file = new BetterSqlite(lockFile, { timeout: 0 })
  try {
    // A transaction that has read something keeps every other process from an exclusive one.
    if (shared) file.exec('begin; select count(*) from sqlite_master')
    else file.exec('begin exclusive')
  } catch (error) {
    file.close()
    throw new DataFolderInUse(
      shared
        ? 'The keys of this data folder are being changed, or a backup is being put back. Wait until that is done.'
        : 'Another server is already running on this data folder. Stop it first, or give this one its own DATA_DIR. Several processes need PostgreSQL.',
      { cause: error },
    )
  }
  return () => file.close()
}
