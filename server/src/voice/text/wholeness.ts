import { completeness } from './completeness.ts'
import { cueOf } from './cues.ts'

/**
 * How complete what somebody said is, 0–1: as `completeness` says, but what is a cue is whole, and whoever wants to be waited for, at
 * last, is not done. Pure.
 */
export function wholeness(text: string, language: string): number {
  const cue = cueOf(text, language)
  if (cue === 'wait' || cueOf(text.slice(text.lastIndexOf(',') + 1), language) === 'wait') return 0
  return cue ? 1 : completeness(text, language)
}
