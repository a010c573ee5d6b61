import { plainly } from './disguises.ts'
import { sentencesOf } from './words.ts'

const set = (words: string) => new Set(words.trim().split(/\s+/))

/** What stands in the format of a conversation with a model, or of its tools; nobody writes so by hand. */
const FORMATS = [
  '<|im_start|>',
  '<|im_end|>',
  '<|system|>',
  '[inst]',
  '[/inst]',
  '<<sys>>',
  '</passage',
  '</passages',
  '</earlier>',
  '</conversation>',
  'function_calls>',
  '<invoke',
  '"tool_call"',
  '"function_call"',
  '"tool_use"',
  'ai_instructions',
  'begin system message',
]
/** Words that set rules aside, as an order gives them. */
const OVERRIDING = set(
  `ignore disregard forget override bypass ignoriere vergiss oublie ignora olvida ignore esquece dimentica negeer vergeet zignoruj zapomnij
  игнорируй забудь проигнорируй unut`,
)
const RULES = set(
  `instruction instructions rules guidelines directions prompt prompts restrictions task orders anweisungen regeln vorgaben règles consignes
  instrucciones reglas istruzioni regole instruções regras instructies regels instrukcje polecenia zasady инструкции правила указания
  talimatları talimatlar kuralları`,
)
/** Which rules: those the model has. */
const OF_YOURS = set(
  `your previous prior earlier above preceding deine deiner deinen vorherigen bisherigen obigen tes ton précédentes tus anteriores previas
  tue precedenti suas seu eerdere vorige je poprzednie wcześniejsze swoje предыдущие прежние свои önceki`,
)
const MODELS = set(
  `ai llm llms chatbot assistant assistants tutor ki l’assistant lassistant asistente assistente asystent ассистент`,
)
const SHOWING = set(
  `print output reveal show display repeat recite list dump leak expose give copy write zeige gib nenne affiche montre révèle muestra imprime revela
  mostra rivela stampa mostre revele pokaż wypisz toon geef покажи выведи göster yazdır`,
)
/** Things only a model has, or only somebody else. */
const SECRETS = [
  'system prompt',
  'system message',
  'systemprompt',
  'hidden prompt',
  'hidden configuration',
  'hidden instructions',
  'developer message',
  'your guidelines',
  'your prompt',
  'your instructions',
  'api key',
  'message système',
  'mensaje de sistema',
  'prompt di sistema',
  'prompt de sistema',
  'prompt systemowy',
  'systeemprompt',
  'системный промпт',
  'sistem komut',
  'previous user',
  "other user's",
  'other users',
  'above this line',
  'the prompt',
]
/** Scripts without blanks between words: an order to set aside, or to show, and what. */
const PHRASES: Array<[string[], string[]]> = [
  [
    ['忽略', '无视'],
    ['指令', '指示', '提示'],
  ],
  [
    ['無視', '忘れ'],
    ['指示', '命令', 'プロンプト'],
  ],
  [['무시'], ['지시', '명령', '프롬프트']],
  [
    ['تجاهل', 'انس'],
    ['التعليمات', 'الأوامر'],
  ],
  [
    ['表示', '出力', '输出', '显示'],
    ['システムプロンプト', '系统提示'],
  ],
]
/** Ways to speak to whatever model may read it. */
const ADDRESSES = [
  'note to the ai',
  'note to the assistant',
  'for the language model',
  'dear language model',
  'to any llm',
  'to the language model',
  'if you are an ai',
  'if you are a language model',
  'ai assistants reading',
  'assistants reading this',
  'hinweis an die ki',
  "note pour l'assistant",
  'note pour l’assistant',
  'new task for the assistant',
  'nota para el asistente',
]
const DUTIES = set('must shall should may muss soll doit debe deve')
/** That a reply is made to hide. */
const SECRECY = [
  'never mention this',
  'not mention this',
  'hide that it was told',
  'without telling the user',
  'do not tell the user',
]
const REPLIES = set('answer answers reply replies response responses summary summarise summarize')
const PUTTING = set('append insert embed contain include end')

/** Longest text that is looked at, in characters. */
const SEEN_MAX = 20_000

/**
 * A recalled text without the sentences that give orders to whoever answers, such as "ignore all previous instructions"; what is said
 * *about* such orders stays. `ordered`: there were some. The text is empty when it is in the format of a conversation with a model, or
 * when nothing else is left. Pure.
 */
export function withoutOrders(text: string): { text: string; ordered: boolean } {
  const { plain, hidden } = plainly(text.slice(0, SEEN_MAX))
  const whole = plain.toLowerCase()
  if (hidden.some(givesOrders) || imitatesFormat(whole)) return { text: '', ordered: true }
  const sentences = sentencesOf(text)
  const kept = sentences.filter((sentence) => !givesOrders(plainly(sentence).plain))
  if (kept.length < sentences.length) return { text: kept.join(' '), ordered: true }
  // An order may be spread over what looks like several sentences.
  return givesOrders(plain) && sentences.length > 1 && sentences.length < 4
    ? { text: '', ordered: true }
    : { text, ordered: false }
}

function imitatesFormat(text: string): boolean {
  if (FORMATS.some((format) => text.includes(format))) return true
  if (text.includes('<system>') && text.includes('</system>')) return true
  if (text.includes('### instruction') && text.includes('### response')) return true
  const speakers = text.split('\n').flatMap((line) => /^\s{0,8}(system|user|human|assistant)\s?:/.exec(line)?.[1] ?? [])
  if (new Set(speakers).size > 1) return true
  return speakers[0] === 'system' && speaksToModel(text)
}

/** After "SYSTEM:" a definition is harmless; one that is spoken to is not. */
function speaksToModel(text: string): boolean {
  return wordsIn(text).some((word) =>
    ['you', 'your', 'du', 'tu', 'assistant', 'output', 'reveal', 'grant'].includes(word),
  )
}

function givesOrders(sentence: string): boolean {
  const text = withoutQuotations(sentence).toLowerCase()
  const words = wordsIn(text)
  return (
    overrides(words, text) ||
    PHRASES.some(
      ([verbs, things]) => verbs.some((verb) => text.includes(verb)) && things.some((thing) => text.includes(thing)),
    ) ||
    asksForSecrets(words, text) ||
    ADDRESSES.some((address) => text.includes(address)) ||
    SECRECY.some((secrecy) => text.includes(secrecy)) ||
    dictates(words, text)
  )
}

/** "Ignore all previous instructions", "forget what you were told", "do not follow your developer's instructions". */
function overrides(words: readonly string[], text: string): boolean {
  const told = ['you were told', 'you have been told'].some((phrase) => text.includes(phrase))
  if (told && words.some((word, at) => OVERRIDING.has(word) && isOrder(words, at))) return true
  if (text.includes('instructions are void') || text.includes('rules are void')) return true
  if (text.includes("not follow your developer's")) return true
  return (
    words.some((word, at) => {
      if (!OVERRIDING.has(word) || !isOrder(words, at)) return false
      const next = words.slice(at + 1, at + 7)
      const thing = next.findIndex((one) => RULES.has(one))
      if (thing >= 0 && next.slice(0, thing + 2).some((one) => OF_YOURS.has(one))) return true
      return thing >= 0 && words.slice(Math.max(0, at - 6), at).some((one) => MODELS.has(one))
    }) || turkish(words)
  )
}

/** In Turkish the verb stands last. */
function turkish(words: readonly string[]): boolean {
  return words.includes('yok') && words.includes('say') && words.some((word) => RULES.has(word))
}

/** Nobody tells it of somebody: "we can ignore", "I forgot", "he told us to disregard". */
function isOrder(words: readonly string[], at: number): boolean {
  const before = words.slice(Math.max(0, at - 4), at)
  return !before.some((word) => ['i', 'we', 'he', 'she', 'they', 'us', 'me', 'says', 'said'].includes(word))
}

function asksForSecrets(words: readonly string[], text: string): boolean {
  const secret = SECRETS.find((one) => text.includes(one))
  if (!secret) return text.includes('administrator rights')
  const verb = words.findIndex((word) => SHOWING.has(word))
  if (verb < 0 || !isOrder(words, verb)) return false
  if (secret === 'above this line') return text.includes('everything above')
  return secret !== 'the prompt' || words.some((word) => OVERRIDING.has(word))
}

/** Makes a model somebody else, or tells it what its answers must be. */
function dictates(words: readonly string[], text: string): boolean {
  const now = /\b(?:you are now|from now on you (?:are|must)|du bist jetzt|a partir de ahora eres)\b/.test(text)
  const role = words.some(
    (word) => MODELS.has(word) || ['dan', 'restrictions', 'restricciones', 'maintenance', 'verkäufer'].includes(word),
  )
  if (now && role) return true
  const model = words.findIndex((word) => MODELS.has(word))
  if (model >= 0 && !words.slice(Math.max(0, model - 3), model).includes('an')) {
    const after = words.slice(model + 1, model + 7)
    const told = words.slice(Math.max(0, model - 4), model).includes('tell') && after.includes('to')
    if (told && words.some((word) => OVERRIDING.has(word) || word === 'copy')) return true
    if (
      after.some((word) => DUTIES.has(word)) &&
      words.some((word) => ['obey', 'recommend', 'cite', 'hide', 'send', 'user', 'answer', 'reader'].includes(word))
    )
      return true
  }
  const reply = words.some((word) => REPLIES.has(word))
  const link = /https?:|<a |!\[|\bwith the link\b/.test(text)
  if (reply && link && words.some((word) => PUTTING.has(word))) return true
  if (/\banswer every question with\b|\bbase64 only\b/.test(text)) return true
  return /\b(?:respond|answer|reply) only with the (?:sentence|word)\b|\bantworte ab jetzt nur\b/.test(text)
}

/** What is said about an order quotes it. */
function withoutQuotations(sentence: string): string {
  const outside = sentence.replace(/["“„«][^"“”„«»]{0,400}["”“»]/gu, ' ')
  return wordsIn(outside).length >= 4 ? outside : sentence
}

const wordsIn = (text: string): string[] => text.toLowerCase().match(/[\p{L}\p{N}’']+/gu) ?? []
