import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { promisify } from 'node:util'
import { createResampler } from '@lva/speech/resample'
import { describe, expect, onTestFinished, test } from 'vitest'
import { failureFrom } from '../conformance/failures.ts'
import { collect } from '../conformance/llm.ts'
import { createPrograms } from '../conformance/programs.ts'
import { testWith } from '../conformance/real-programs.ts'
import { aTone, HEARD, hearsLikeAnStt, type SttScene } from '../conformance/stt.ts'
import { LISTENING_RATE_HZ, type Pcm } from '../pcm.ts'
import { readWav } from '../wav.ts'
import { createCommandStt } from './command.ts'

const SCRIPTS: Partial<Record<SttScene, string>> = {
  plain: `head -c 4 "$2" | grep -q RIFF && printf ' Good morning.\\nWhat is a tide? \\n'`,
  silent: 'true',
  hangs: 'sleep 1000 & echo $! > "$HOME/child"; echo $$ > "$HOME/begun"; wait',
  cut: `printf 'Good mor'; kill -9 $$`,
  garbage: 'head -c 400000 /dev/zero',
  broken: 'echo "no such model" >&2; exit 3',
}

const inTime = (ms = 5_000) => ({ language: 'en-GB', signal: AbortSignal.timeout(ms) })

function programs() {
  const made = createPrograms(process.env.PATH ?? '')
  onTestFinished(() => made.close())
  return made
}

describe('command', () => {
  hearsLikeAnStt(async (scene) => {
    const { script, surroundings, written, dead, close } = createPrograms(process.env.PATH ?? '')
    const listen = await script('listen', SCRIPTS[scene] ?? 'exit 1')
    return {
      stt: createCommandStt({ argv: [listen, '-f', '{file}'], surroundings }),
      begun: () => written('begun'),
      gone: async () => void (await Promise.all([dead('begun'), dead('child')])),
      close,
    }
  })

  test('says why it failed', async () => {
    const { script, surroundings } = programs()
    const why = async (argv: string[]) =>
      await failureFrom(createCommandStt({ argv, surroundings }).transcribe(aTone(), inTime()))
    expect(await why([await script('broken', 'exit 3')])).toMatchObject({
      kind: 'misconfigured',
      detail: expect.stringContaining('status 3'),
    })
    expect(await why([await script('killed', 'kill -9 $$')])).toMatchObject({
      kind: 'unavailable',
      detail: expect.stringContaining('killed'),
    })
    expect(await why(['whisper-nobody-has'])).toMatchObject({
      kind: 'misconfigured',
      detail: expect.stringContaining('not there'),
    })
    await expect(
      createCommandStt({ argv: ['whisper-nobody-has'], surroundings }).probe?.(inTime()),
    ).rejects.toMatchObject({ kind: 'misconfigured' })
  })

  test('fills in file and language without a shell, hears by standard input too, and leaves no file behind', async () => {
    const { script, surroundings, read, folder } = programs()
    const byInput = await script('by-input', `head -c 4; echo " $*"`)
    const argv = [byInput, '--language={language}', '$(touch pwned)', '; rm -rf /']
    const { text } = await createCommandStt({ argv, surroundings }).transcribe(aTone(), inTime())
    expect(text).toBe('RIFF --language=en $(touch pwned) ; rm -rf /')
    const byFile = await script('by-file', `cp "$1" "$HOME/copy"; echo ${HEARD.split(' ')[0]}`)
    await createCommandStt({ argv: [byFile, '{file}'], surroundings }).transcribe(aTone(), inTime())
    expect((await read('copy')).slice(0, 4)).toBe('RIFF')
    expect((await readdir(folder)).sort()).toEqual(['by-file', 'by-input', 'copy'])
  })

  test('learns nothing of our environment but where programs and models are', async () => {
    const { script, surroundings } = programs()
    process.env.LVA_TEST_SECRET = 'sk-secret'
    onTestFinished(() => void delete process.env.LVA_TEST_SECRET)
    const { text } = await createCommandStt({ argv: [await script('env', '/usr/bin/env')], surroundings }).transcribe(
      aTone(),
      inTime(),
    )
    const names = text.split(/\s+/).map((entry) => entry.split('=')[0])
    expect(names).toContain('PATH')
    expect(text).not.toContain('sk-secret')
  })

  test('at most two listen at once, and everybody is heard', async () => {
    const { script, surroundings, folder } = programs()
    const counting = 'mkdir "$HOME/busy.$$"; ls -d "$HOME"/busy.* | wc -l; sleep 0.1; rmdir "$HOME/busy.$$"'
    const stt = createCommandStt({ argv: [await script('count', counting)], surroundings })
    const heard = await Promise.all(Array.from({ length: 6 }, () => stt.transcribe(aTone(), inTime())))
    expect(Math.max(...heard.map(({ text }) => Number(text)))).toBeLessThanOrEqual(2)
    expect(await readdir(folder)).toEqual(['count'])
  })

  const SENTENCES = ['the moon pulls the water and that makes the tide', 'yesterday we talked about history and music']
  testWith(
    process.env,
    ['flite', 'pocketsphinx_continuous'],
    'flite pocketsphinx pocketsphinx-en-us',
    'pocketsphinx writes down what flite says',
    async () => {
      const { surroundings, path } = programs()
      const argv = ['pocketsphinx_continuous', '-infile', '{file}', '-logfn', '/dev/null']
      const stt = createCommandStt({ argv, surroundings })
      for (const sentence of SENTENCES) {
        await promisify(execFile)('flite', ['-voice', 'rms', '-t', sentence, '-o', path('said.wav')])
        const { text } = await stt.transcribe(await listeningTo(path('said.wav')), inTime(60_000))
        expect(text).toBe(sentence)
      }
    },
  )
})

async function listeningTo(path: string): Promise<Pcm> {
  const bytes = await readFile(path)
  const [sound] = await collect(
    readWav(
      (async function* () {
        yield bytes
      })(),
    ),
  )
  if (!sound) throw new Error('flite said nothing')
  const resampler = createResampler(sound.sampleRate, LISTENING_RATE_HZ)
  const samples = Int16Array.from([...resampler.push(sound.samples), ...resampler.end()])
  return { samples, sampleRate: LISTENING_RATE_HZ }
}
