/** One exchange of a corpus: what was said, and the answer to it, if there was one. */
export interface CorpusTurn {
  id: string
  session: string
  /** RFC 3339, UTC. */
  at: string
  text: string
  reply: string | null
}

/** Something to be found again. `evidence` names the turns that hold the answer; none: nothing in the corpus answers it. */
export interface Question {
  text: string
  kind: string
  evidence: string[]
}

/** A past with questions about it, asked at `now` (RFC 3339, UTC). Turns stand in the order they were said. */
export interface Corpus {
  name: string
  now: string
  turns: CorpusTurn[]
  questions: Question[]
}
