import { expect, test } from 'vitest'
import { chooseVoice } from './choose-voice.ts'
import { readVoices } from './espeak.ts'

const TABLE = `Pty Language       Age/Gender VoiceName          File                 Other Languages
 5  cmn             --/M      Chinese_(Mandarin,_latin_as_English) sit/cmn              (zh-cmn 5)(zh 5)
 5  de              --/M      German             gmw/de
 5  en-029          --/M      English_(Caribbean) gmw/en-029           (en 10)
 2  en-gb           --/M      English_(Great_Britain) gmw/en               (en 2)
 2  en-us           --/M      English_(America)  gmw/en-US            (en 3)
 5  pt              --/M      Portuguese_(Portugal) roa/pt               (pt-pt 5)
 5  pt-br           --/M      Portuguese_(Brazil) roa/pt-BR            (pt 6)
`

test('the table of espeak-ng becomes voices with readable names', () => {
  const voices = readVoices(TABLE)
  expect(voices).toHaveLength(7)
  expect(voices).toContainEqual({ id: 'en-us', name: 'English (America)', language: 'en-us' })
})

test.each([
  ['en-US', 'en-us'],
  ['en', 'en-gb'],
  ['en-AU', 'en-gb'],
  ['pt', 'pt'],
  ['pt-AO', 'pt'],
  ['zh-CN', 'cmn'],
  ['de-AT', 'de'],
  ['xx', undefined],
])('a learner of %s hears %s', (language, id) => {
  expect(chooseVoice(readVoices(TABLE), null, language)?.id).toBe(id)
})

test('a voice that was chosen speaks whatever the language; an unknown one is nobody’s', () => {
  expect(chooseVoice(readVoices(TABLE), 'de', 'en-US')?.id).toBe('de')
  expect(chooseVoice(readVoices(TABLE), '-w/etc/passwd', 'en-US')?.id).toBe('en-us')
})
