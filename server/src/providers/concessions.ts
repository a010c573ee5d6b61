import { complainsAbout } from './vendor-failure.ts'

/** After so long a vendor may have learnt a field it refused: a server was renewed, or stands behind another model now. */
export const AGAIN_MS = 3_600_000

/** What one request does without. */
interface Concession {
  /** False for a field the vendor has refused. */
  allows(field: string): boolean
  /** Learns from a refusal. True when one of the fields we `sent` was to blame, so that asking again without it makes sense. */
  learn(error: unknown, sent: string[]): boolean
}

/**
 * The optional fields a vendor turned out not to know. Compatible servers refuse `stream_options` or `tools`, newer models refuse
 * `temperature`: we ask once, leave out what was refused, and ask again with it after an hour. Called once for each request, whose fields
 * stay what they were though others learn meanwhile.
 */
export function createConcessions(now: () => Date): () => Concession {
  const refusedAt = new Map<string, number>()
  return () => {
    const since = now().getTime() - AGAIN_MS
    const refused = new Set([...refusedAt].flatMap(([field, at]) => (at > since ? field : [])))
    return {
      allows: (field) => !refused.has(field),

      learn(error, sent) {
        const culprit = sent.find((field) => !refused.has(field) && complainsAbout(error, field))
        if (culprit === undefined) return false
        refused.add(culprit)
        refusedAt.set(culprit, now().getTime())
        return true
      },
    }
  }
}
