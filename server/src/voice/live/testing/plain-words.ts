import type { Cue, Words } from '../words.ts'

const CUES: Record<string, Cue> = {
  'mm-hmm': 'backchannel',
  yeah: 'backchannel',
  wait: 'wait',
  'go on': 'go-on',
  slower: 'slower',
  shorter: 'shorter',
  repeat: 'repeat',
  stop: 'stop',
}

export const plainWords: Words = {
  clauses() {
    let text = ''
    const take = () => {
      const pieces: string[] = []
      for (let at = text.search(/[.!?,] /); at >= 0; at = text.search(/[.!?,] /)) {
        pieces.push(text.slice(0, at + 2))
        text = text.slice(at + 2)
      }
      return pieces
    }
    return {
      push(piece) {
        text += piece
        return take()
      },
      tick: () => [],
      end() {
        const rest = text
        text = ''
        return rest ? [rest] : []
      },
      dueAt: () => null,
    }
  },
  speakable: (text) => ({ spoken: text.trim() }),
  cueOf: (text) => CUES[text.toLowerCase()] ?? null,
  completeness: (text) => (/\b(because|think|the|um)$/.test(text) ? 0.1 : 0.9),
  echo() {
    const said: { text: string; at: number }[] = []
    return {
      spoke: (text, at) => void said.push({ text, at }),
      isEcho: (heard, at) => said.some((one) => at - one.at < 8_000 && one.text.includes(heard)),
    }
  },
  heardText({ clauses, playedMs }) {
    let left = playedMs
    let heard = ''
    let rest = ''
    for (const { written, spokenMs } of clauses) {
      const ms = spokenMs ?? 0
      if (rest === '' && left >= ms) {
        heard += written
        left -= ms
        continue
      }
      const words = written.match(/\S+\s*/g) ?? []
      const whole = rest === '' && ms > 0 ? Math.floor((words.length * Math.max(0, left)) / ms) : 0
      heard += words.slice(0, whole).join('')
      rest += words.slice(whole).join('')
      left = 0
    }
    return { heard, rest }
  },
}
