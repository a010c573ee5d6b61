/** Calls whose keys are being collected; whoever keys and leaves is forgotten when there are more. */
const CALLS_MAX = 1_000
const KEYS_MAX = 16

/**
 * Keys that belong together. Over a socket they come one by one and end with `#`; a carrier that gathers them tells all at once and keeps the
 * `#` to itself. They are a secret, so they stand in no table.
 */
export function createKeys() {
  const open = new Map<string, string>()

  return {
    /** The digits that are complete with these keys; null: more are to come. */
    collect(callSid: string, keys: string, { whole }: { whole: boolean }): string | null {
      const all = (open.get(callSid) ?? '') + keys
      open.delete(callSid)
      if (whole || all.includes('#') || all.length >= KEYS_MAX) return [...all].filter(isDigit).join('')
      if (open.size >= CALLS_MAX) open.delete(open.keys().next().value ?? '')
      open.set(callSid, all)
      return null
    },

    /** Whether something was keyed that is not complete. */
    isOpen: (callSid: string): boolean => open.has(callSid),

    forget(callSid: string): void {
      open.delete(callSid)
    },
  }
}

const isDigit = (char: string) => char >= '0' && char <= '9'
