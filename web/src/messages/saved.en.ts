import { know } from './known.ts'

/** A choice that was not saved. */
export const saved = know({ 'saved.not': 'Not saved: it is as it was. {why}' })
