import { know } from '../messages/known.ts'

/** Why a reply is not heard. */
export const notHeard = know({
  'talk.no-voice': 'Neither this server nor this device has a voice, so replies are shown only.',
  'talk.blocked': 'The browser held the sound back. Choose "Hear it" to listen.',
  'talk.broken': 'The reply could not be played. It is written here.',
})
