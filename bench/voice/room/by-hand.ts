import { createHandClock } from '../../../server/src/providers/conformance/hand-clock.ts'
import { openConversation, type Setting } from './conversation.ts'

/** A conversation on a clock that is turned by hand; `pending` alarms are left when somebody did not clean up. */
export function talkByHand(setting: Setting) {
  const clock = createHandClock()
  const conversation = openConversation(clock, () => clock.advance(20), setting)
  return { ...conversation, clock }
}
