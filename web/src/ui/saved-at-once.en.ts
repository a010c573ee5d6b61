import { know } from '../messages/known.ts'

/** A choice that was not saved. */
export const savedAtOnce = know({ 'saved.not': 'Not saved: it is as it was. {why}' })
