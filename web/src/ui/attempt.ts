import { notices } from './notices.ts'

/** Does something that was asked for, and says why it failed. Resolves with whether it was done. */
export async function attempt(work: () => Promise<unknown>): Promise<boolean> {
  try {
    await work()
    return true
  } catch (fault) {
    notices.fault(fault)
    return false
  }
}
