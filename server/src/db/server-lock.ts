import BetterSqlite from 'better-sqlite3'

/** Another server already works on this data folder. */
export class DataFolderInUse extends Error {
  override readonly name = 'DataFolderInUse'
}

/**
 * Holds the data folder for one server process. The lock is SQLite's own lock on a file kept for nothing else: the operating system
 * drops it when the process ends, however it ends. Returns the release.
 */
export function lockDataFolder(lockFile: string): () => void {
  const file = new BetterSqlite(lockFile, { timeout: 0 })
  try {
    file.exec('begin exclusive')
  } catch (error) {
    file.close()
    throw new DataFolderInUse(
      'Another server is already running on this data folder. Stop it first, or give this one its own DATA_DIR. Several processes need PostgreSQL.',
      { cause: error },
    )
  }
  return () => file.close()
}
