import { inLanguageOf } from '../../language/tags.ts'
import { wordsOf } from '../../language/words.ts'

/** What may be asked of a call besides talking, by voice or by key. `review` is said to the conversation, which begins one. */
export type Command = 'help' | 'capture' | 'converse' | 'review' | 'summary' | 'record' | 'transfer' | 'repeat'

const KEYS: Record<string, Command> = {
  '0': 'help',
  '1': 'capture',
  '2': 'converse',
  '3': 'review',
  '4': 'summary',
  '5': 'record',
  '6': 'transfer',
  '*': 'repeat',
}

/** What is said for a key: whole sayings, by language, as words without case and marks. */
const SAYINGS: Record<Exclude<Command, 'review'>, string> = {
  help: `help / menu / main menu / what can i say / what can you do / hilfe / menü / hauptmenü / was kann ich sagen / ayuda / menú /
    menú principal / qué puedo decir / aide / menu principal / que puis-je dire / ヘルプ / メニュー`,
  capture: `capture / just write / just listen / write this down / take a note / take notes / dictate / notiere / schreib auf /
    schreib das auf / nur aufschreiben / diktat / anota / anota esto / toma nota / solo escucha / note / notez / prenez note / prends note /
    dictée / メモ / メモして / 書き留めて`,
  converse: `converse / lets talk / let us talk / talk to me / conversation / lass uns reden / lass uns sprechen / gespräch / hablemos /
    conversación / vamos a hablar / parlons / discutons / 会話 / 話しましょう / 話そう`,
  summary: `send me the summary / send me a summary / mail me the summary / mail me a summary / email me the summary /
    schick mir die zusammenfassung / schick mir eine zusammenfassung / envíame el resumen / mándame el resumen / envíame un resumen /
    envoie-moi le résumé / envoyez-moi le résumé / envoie-moi un résumé / 要約を送って / 要約をメールで送って`,
  record: `leave a recording / leave a message / record a message / record / eine nachricht hinterlassen / nachricht hinterlassen / aufnahme /
    dejar un mensaje / dejar una grabación / grabar / laisser un message / laisser un enregistrement / enregistrer / 録音 / 録音して`,
  transfer: `speak to a person / talk to a person / speak to somebody / speak to a human / transfer me / mit einem menschen sprechen /
    verbinde mich / hablar con una persona / pásame con alguien / parler à une personne / parler à quelquun / 人と話したい / つないで`,
  repeat: `repeat / repeat that / say that again / say it again / once more / pardon / wiederhole das / sag das noch mal / noch einmal /
    wie bitte / repite / repítelo / otra vez / cómo / répète / répétez / encore une fois / pardon / もう一度 / もう一度言って`,
}
const SOFTLY = new Set('please now ok okay then bitte jetzt por favor ahora sil vous plaît sil te plaît'.split(' '))
/** Nobody asks in more characters. */
const LONGEST = 60

const said = new Map(
  Object.entries(SAYINGS).flatMap(([command, list]) =>
    list.split('/').map((saying) => [plain(saying), command as Command] as const),
  ),
)

/** How a review is asked for, in a language (BCP 47, or its first part). */
export const reviewSaying = (language: string): string =>
  inLanguageOf<string>(language, { en: 'Review', de: 'Wiederholen', es: 'Repasar', fr: 'Réviser', ja: '復習' })

/** What a key asks for; null: nothing. Pure. */
export const commandOfKey = (key: string): Command | null => KEYS[key] ?? null

/** What a whole utterance asks of the call; null: it is something to talk about. Pure. */
export function commandOf(text: string): Command | null {
  return text.length > LONGEST ? null : (said.get(plain(text)) ?? null)
}

function plain(text: string): string {
  return wordsOf(text)
    .map(({ key }) => key)
    .filter((key) => !SOFTLY.has(key))
    .join(' ')
}
