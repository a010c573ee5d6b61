import { complainsAbout } from './vendor-failure.ts'

/**
 * The optional fields a vendor turned out not to know. Compatible servers refuse `stream_options`, newer models refuse
 * `temperature`: we ask once, leave out what was refused, and remember it for the life of the process.
 */
export function createConcessions() {
  const refused = new Set<string>()
  return {
    /** False once the vendor has refused this field. */
    allows: (field: string): boolean => !refused.has(field),

    /** Learns from a refusal. True when one of the fields we `sent` was to blame, so that asking again without it makes sense. */
    learn(error: unknown, sent: string[]): boolean {
      const culprit = sent.find((field) => !refused.has(field) && complainsAbout(error, field))
      if (culprit) refused.add(culprit)
      return culprit !== undefined
    },
  }
}
