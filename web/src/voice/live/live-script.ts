import type { ServerFrame } from '@lva/contracts/socket'
import { atWork, type Turn, untoldTurn } from '../../conversation/turn.ts'

/** What a live conversation has in the script: the turn being said, and the one being answered. Keys of turns; null: none. */
export type LiveScript = { saying: string | null; answering: string | null; keys: number }

export const emptyScript: LiveScript = { saying: null, answering: null, keys: 0 }

export type ScriptStep = { script: LiveScript; turns: Turn[] }
type Told = Extract<
  ServerFrame,
  { type: 'transcript-delta' | 'transcript-end' | 'reply-start' | 'reply-delta' | 'tool' | 'reply-end' }
>

/** The script after the server told one more thing. Words that are still being understood are a turn that is not sent yet. Pure. */
export function followLive(
  { script, turns }: ScriptStep,
  told: Told,
  { now, newKey }: { now: () => Date; newKey: (count: number) => string },
): ScriptStep {
  const change = (key: string | null, next: (turn: Turn) => Turn) =>
    turns.map((turn) => (turn.key === key ? next(turn) : turn))
  switch (told.type) {
    case 'transcript-delta': {
      if (told.text === '') return { script, turns }
      if (script.saying) return { script, turns: change(script.saying, (turn) => ({ ...turn, words: told.text })) }
      const key = newKey(script.keys)
      const turn = untoldTurn({ key, saidAt: now().toISOString(), spoken: true, words: told.text })
      return { script: { ...script, saying: key, keys: script.keys + 1 }, turns: [...turns, turn] }
    }
    case 'transcript-end':
      return taken({ script, turns }, told, { now, newKey })
    case 'reply-start': {
      const turn = turns.find((each) => each.exchangeId === told.exchange_id)
      if (!turn) return { script, turns }
      return {
        script: { ...script, answering: turn.key },
        turns: change(turn.key, (each) => ({ ...each, state: 'answering', unheard: null })),
      }
    }
    case 'reply-delta':
      return { script, turns: change(script.answering, (turn) => ({ ...turn, reply: (turn.reply ?? '') + told.text })) }
    case 'tool':
      return { script, turns: change(script.answering, (turn) => atWork(turn, told)) }
    case 'reply-end':
      return {
        script: { ...script, answering: null },
        turns: turns.map((turn) => (turn.exchangeId === told.exchange_id ? replied(turn, told) : turn)),
      }
  }
}

/** The words are the server's now. A turn the page's history already brought is the same one. */
function taken(
  { script, turns }: ScriptStep,
  told: Extract<Told, { type: 'transcript-end' }>,
  { now, newKey }: { now: () => Date; newKey: (count: number) => string },
): ScriptStep {
  const known = turns.find((turn) => turn.exchangeId === told.exchange_id)
  const saying = turns.find((turn) => turn.key === script.saying)
  const key = known?.key ?? saying?.key ?? newKey(script.keys)
  const before = known ?? saying ?? untoldTurn({ key, saidAt: now().toISOString(), spoken: true, words: told.text })
  const turn: Turn = { ...before, exchangeId: told.exchange_id, words: told.text, state: 'answering' }
  const others = turns.filter((each) => each.key !== key && each.key !== script.saying)
  return { script: { saying: null, answering: key, keys: script.keys + 1 }, turns: [...others, turn] }
}

/** A reply that was cut off shows what was heard of it, and apart from it what was not. */
function replied(whileAtWork: Turn, told: Extract<Told, { type: 'reply-end' }>): Turn {
  const turn: Turn = { ...whileAtWork, doing: undefined }
  if (!told.interrupted) return { ...turn, state: turn.reply === null ? 'captured' : 'answered' }
  const whole = turn.reply ?? ''
  const heard = told.heard_text ?? whole
  const rest = whole.startsWith(heard) ? whole.slice(heard.length).trim() : ''
  return { ...turn, state: 'interrupted', reply: heard || null, unheard: rest || null }
}

/** What was being understood is given up: nothing of it became a turn. */
export function unsaid({ script, turns }: ScriptStep): ScriptStep {
  return {
    script: { ...script, saying: null },
    turns: turns.filter((turn) => turn.key !== script.saying),
  }
}
