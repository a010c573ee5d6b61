import { t } from '../messages/messages.ts'
import { notices } from '../ui/notices.ts'
import './not-heard.en.ts'

/** Says why a reply is not heard. */
export const sayNotHeard = (why: 'no-voice' | 'blocked' | 'broken'): void => notices.say(t(`talk.${why}`))
