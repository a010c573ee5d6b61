import { DataFolderInUse, lockDataFolder } from '../db/server-lock.ts'
import { CommandFailed } from './command.ts'

/** Does something while no server can start on this data folder. Throws CommandFailed where one is running. */
export async function alone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  let release: () => void
  try {
    release = lockDataFolder(lock)
  } catch (error) {
    if (!(error instanceof DataFolderInUse)) throw error
    throw new CommandFailed('A server is running on this data folder. Stop it first; nothing was changed.', {
      cause: error,
    })
  }
  try {
    return await work()
  } finally {
    release()
  }
}
