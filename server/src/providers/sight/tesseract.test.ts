import { expect, onTestFinished, test } from 'vitest'
import { failureFrom } from '../conformance/failures.ts'
import { createPrograms } from '../conformance/programs.ts'
import { createTesseract, hasTesseract } from './tesseract.ts'

const looking = (language: string) => ({ language, signal: AbortSignal.timeout(5_000) })
const picture = new Uint8Array([0xff, 0xd8, 0xff])

/** A tesseract that knows these languages and reads whatever it is given as its arguments. */
async function installed(languages: string) {
  const programs = createPrograms('/usr/bin:/bin')
  onTestFinished(() => programs.close())
  const list = `if [ "$1" = --list-langs ]; then printf 'List of languages:\\n${languages}'; exit; fi`
  await programs.script('tesseract', `${list}\nhead -c 3 | wc -c; echo "$@"`)
  const surroundings = { ...programs.surroundings, path: `${programs.folder}:/usr/bin:/bin` }
  return { surroundings, sight: createTesseract({ surroundings }) }
}

test('tesseract reads in the language of the learner and in English, as far as it has them', async () => {
  const { sight, surroundings } = await installed('deu\\neng\\nosd\\n')
  expect(hasTesseract(surroundings)).toBe(true)
  const read = async (language: string) => (await sight.look(picture, looking(language))).written
  expect(await read('de-AT')).toBe('3\nstdin stdout -l deu+eng')
  expect([await read('en'), await read('ja; rm -rf /')]).toEqual(Array(2).fill('3\nstdin stdout -l eng'))
  expect(await sight.look(picture, looking('de'))).toMatchObject({ description: '', by: 'tesseract' })
})

test('one without a language says what is missing, and one that is not there serves nobody', async () => {
  const { sight } = await installed('osd\\n')
  expect(await failureFrom(sight.look(picture, looking('en')))).toMatchObject({
    ...{ kind: 'misconfigured', detail: expect.stringContaining('tessdata') },
  })
  expect(hasTesseract({ path: '/nowhere', home: '', temporaryFolder: '' })).toBe(false)
})
