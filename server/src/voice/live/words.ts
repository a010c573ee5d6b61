/** What the engine knows of words; `server/src/voice/text` does the work. */
export interface Words {
  clauses(language: string): {
    push(text: string, atMs: number): string[]
    tick(atMs: number): string[]
    end(): string[]
    dueAt(): number | null
  }
  speakable(text: string, language: string): { spoken: string }
  cueOf(text: string, language: string): Cue | null
  completeness(text: string, language: string): number
  echo(): { spoke(text: string, atMs: number): void; isEcho(heard: string, atMs: number): boolean }
  heardText(what: { clauses: SpokenClause[]; playedMs: number }): { heard: string; rest: string }
}

export type Cue = 'backchannel' | 'wait' | 'go-on' | 'shorter' | 'slower' | 'repeat' | 'stop'

export interface SpokenClause {
  written: string
  spokenMs: number | null
  words?: { text: string; atMs: number }[]
}
