/** What a cue asks for; see the rule at the head of `cues.corpus.json`. */
export type Cue = 'backchannel' | 'wait' | 'go-on' | 'shorter' | 'slower' | 'repeat' | 'stop'

/**
 * How cues sound in a language, phrases between commas, without marks. An utterance is a cue when it is made of nothing but these.
 * `around` may stand beside a cue and is none; `thanks` turns an agreement into an answer; `what` asks for the last thing again, but not
 * beside an agreement ("claro que no").
 */
export type CuePhrases = Record<Cue | 'around' | 'thanks' | 'what', string>
