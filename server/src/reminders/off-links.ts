import { createHmac, timingSafeEqual } from 'node:crypto'
import { ReminderSwitch } from '@lva/contracts/reminders'

/**
 * What stands in links and buttons that turn reminders off without a sign-in: good for one learner and one kind, for as long as there are
 * reminders, because a mail is opened whenever it is. Whoever gets hold of one can turn that kind off and on, and learns nothing.
 */
export function createOffLinks({ secret }: { secret: string }) {
  const sign = (userId: string, what: ReminderSwitch) =>
    createHmac('sha256', secret).update(`reminders\0${userId}\0${what}`).digest('base64url')

  return {
    make: (userId: string, what: ReminderSwitch): string => `${what}.${userId}.${sign(userId, what)}`,

    /** Whose it is and for what; null unless it was made here. Takes the same time whatever is wrong. */
    read(token: string): { userId: string; what: ReminderSwitch } | null {
      const [name, userId = '', signature = ''] = token.split('.')
      const what = ReminderSwitch.safeParse(name).data
      if (what === undefined) return null
      const [expected, given] = [Buffer.from(sign(userId, what)), Buffer.from(signature)]
      return given.length === expected.length && timingSafeEqual(given, expected) ? { userId, what } : null
    },
  }
}
