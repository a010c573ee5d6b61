import type { SearchResult } from '@lva/contracts/search'
import type { createSnippets } from './highlight.ts'
import type { MemoryDb } from './memory-db.ts'
import type { Ranked } from './rank.ts'

/** Reads what was found as a searcher sees it, in the same order. What has gone meanwhile is left out. */
export function createResults({ db }: { db: MemoryDb }) {
  async function turns(userId: string, seqs: number[]) {
    if (seqs.length === 0) return []
    return db.selectFrom('exchanges').selectAll().where('user_id', '=', userId).where('seq', 'in', seqs).execute()
  }

  async function passages(userId: string, seqs: number[]) {
    if (seqs.length === 0) return []
    return db.selectFrom('passages').selectAll().where('user_id', '=', userId).where('seq', 'in', seqs).execute()
  }

  return async function read(
    userId: string,
    shown: readonly Ranked[],
    snippet: ReturnType<typeof createSnippets>,
  ): Promise<SearchResult[]> {
    const seqs = shown.map(({ seq }) => seq)
    const said = new Map(
      (
        await turns(
          userId,
          seqs.filter((seq) => seq > 0),
        )
      ).map((row) => [row.seq, row]),
    )
    const negative = seqs.filter((seq) => seq < 0).map((seq) => -seq)
    const brought = new Map((await passages(userId, negative)).map((row) => [-row.seq, row]))
    return shown.flatMap(({ seq, score, why }): SearchResult[] => {
      const how = { score: Number(score.toPrecision(6)), why }
      const turn = said.get(seq)
      if (turn) {
        const asked = snippet(turn.user_text)
        const answered = snippet(turn.agent_text ?? '')
        return [
          {
            ...{ id: turn.id, kind: 'turn', session_id: turn.session_id, timestamp: turn.said_at },
            ...{ user_text: turn.user_text, agent_text: turn.agent_text },
            ...{ user_snippet: asked.html, agent_snippet: answered.html },
            ...{ ...how, source: answered.marked ? (asked.marked ? 'both' : 'agent') : 'user' },
          },
        ]
      }
      const passage = brought.get(seq)
      if (!passage) return []
      return [
        {
          ...{ id: passage.id, kind: passage.kind, session_id: '', timestamp: passage.created_at },
          ...{ source_id: passage.source_id, title: passage.title, place: JSON.parse(passage.place) },
          ...{ user_text: passage.text, agent_text: null, user_snippet: snippet(passage.text).html, agent_snippet: '' },
          ...{ ...how, source: 'user' },
        },
      ]
    })
  }
}
