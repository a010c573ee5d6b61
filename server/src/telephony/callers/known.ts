import type { Learner } from '../../learner.ts'
import type { KnownSession } from './greeting.ts'

/** What others know of a learner. */
export interface Known {
  learnerOf(userId: string): Promise<Learner | null>
  /** The latest sessions, the latest first. */
  sessions(userId: string): Promise<readonly KnownSession[]>
  /** Reviews that are due. */
  due(userId: string): Promise<number>
}
