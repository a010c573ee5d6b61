import { wordsOf } from '../../../language/words.ts'
import type { TurnFacts } from '../llm.ts'
import type { Aim } from './wording.ts'

/** Under this many words a turn gets a clarifying question. */
const SHORT_WORDS = 10

const SIGNS: [Aim, RegExp][] = [
  [
    'stuck',
    /\b(?:stuck|confused|confusing|lost|dont get|dont understand|cant|cannot|struggle|struggling|struggled|no idea|dont know|makes no sense|trouble|difficulty|verstehe .{0,80}nicht|komme nicht weiter|hänge|no entiendo|no lo entiendo|atascad[oa]|ne comprends pas|bloquée?)\b/,
  ],
  [
    'insight',
    /\b(?:realise|realised|realize|realized|clicked|finally|now i (?:see|understand|get)|makes sense|noticed|dawned|changed my mind|was wrong)\b/,
  ],
  [
    'feeling',
    /\b(?:feel|feels|felt|proud|worried|frustrated|afraid|anxious|bored|tired|nervous|overwhelmed|enjoy|enjoying|love|hate)\b/,
  ],
  [
    'next-step',
    /\b(?:want to|plan to|going to|need to|have to|should|will try|my goal|tomorrow i|next i|id like to)\b/,
  ],
  ['example', /\b(?:for example|for instance|such as|an example)\b/],
  ['cause', /\b(?:because|therefore|thats why|due to|leads to|causes|caused|as a result|so that|since)\b/],
  [
    'contrast',
    /\b(?:but|however|whereas|unlike|different|difference|instead of|compared|than|similar|opposite|while)\b/,
  ],
  ['learned', /\b(?:learned|learnt|learning|read|reading|heard|watched|studied|studying|found out)\b/],
  ['process', /\b(?:first|then|after that|afterwards|step|steps|before|finally|process|until)\b/],
  ['definition', /\b(?:is an?|are|means|is the|is called|refers to|is when|consists of|defined)\b/],
]

/** What a question should be after, told from the turn's words. Short turns are asked to say more, unless they show a feeling. */
export function aimOf({ text, intent }: Pick<TurnFacts, 'text' | 'intent'>): Aim {
  const words = wordsOf(text)
  const saying = words
    .slice(0, 400)
    .map((word) => word.key)
    .join(' ')
  const signs = SIGNS.filter(([, sign]) => sign.test(saying)).map(([aim]) => aim)
  const inward = signs.find((aim) => aim === 'stuck' || aim === 'insight' || aim === 'feeling')
  if (inward && (intent === 'reflection' || words.length < SHORT_WORDS)) return inward
  if (words.length < SHORT_WORDS) return 'vague'
  return signs.find((aim) => aim !== 'stuck' && aim !== 'insight' && aim !== 'feeling') ?? inward ?? 'open'
}
