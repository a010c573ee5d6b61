import { writeFile } from 'node:fs/promises'
import { describe, expect, onTestFinished, test } from 'vitest'
import { failureFrom } from '../conformance/failures.ts'
import { collect } from '../conformance/llm.ts'
import { createPrograms } from '../conformance/programs.ts'
import { testWith } from '../conformance/real-programs.ts'
import { SOUND_MS, speaking, speaksLikeATts, type TtsScene } from '../conformance/tts.ts'
import { toSamples, toWav } from '../pcm.ts'
import { createCommandTts, customProgram } from './command.ts'
import { espeakNg } from './espeak.ts'

const HEAD = 11_000
const SCRIPTS: Partial<Record<TtsScene, string>> = {
  plain: 'cat "$HOME/sound.wav"',
  halting: `echo $$ > "$HOME/begun"; head -c ${HEAD} "$HOME/sound.wav"; while [ ! -e "$HOME/release" ]; do sleep 0.02; done; tail -c +${HEAD + 1} "$HOME/sound.wav"`,
  cut: `head -c ${HEAD} "$HOME/sound.wav"; kill -9 $$`,
  silent: 'true',
  garbage: 'echo "usage: speak [options] text"',
  broken: 'exit 3',
}

/** Half a second at the rate of espeak-ng. */
const SOUND = toWav({ samples: new Int16Array((22_050 * SOUND_MS) / 1_000).fill(500), sampleRate: 22_050 })

async function programs() {
  const made = createPrograms(process.env.PATH ?? '')
  onTestFinished(() => made.close())
  await writeFile(made.path('sound.wav'), SOUND)
  return made
}

describe('command', () => {
  speaksLikeATts(async (scene) => {
    const { script, path, surroundings, dead, close } = createPrograms(process.env.PATH ?? '')
    await writeFile(path('sound.wav'), SOUND)
    const program = customProgram([await script('speak', SCRIPTS[scene] ?? 'exit 1')])
    return {
      tts: createCommandTts({ program, surroundings }),
      release: () => void writeFile(path('release'), ''),
      gone: () => dead('begun'),
      close,
    }
  })

  test('a text that looks like an option stays a text', async () => {
    const { script, surroundings, read } = await programs()
    const program = customProgram([
      await script('speak', 'echo "$@" > "$HOME/args"; cat > "$HOME/said"; cat "$HOME/sound.wav"'),
      '-x',
    ])
    await collect(createCommandTts({ program, surroundings }).speak('-w /etc/passwd; $(reboot)', speaking()))
    expect(await read('said')).toBe('-w /etc/passwd; $(reboot)')
    expect(await read('args')).toBe('-x\n')
  })

  test('a program may write to a file, at the speed that was asked for', async () => {
    const { script, surroundings, read } = await programs()
    const copy = await script('speak', 'echo "$2 $3 $4 $5" > "$HOME/args"; cp "$HOME/sound.wav" "$1"')
    const program = customProgram([copy, '{file}', '{rate}', '{stretch}', '{words_per_minute}', '{language}'])
    const sound = Buffer.concat(
      await collect(createCommandTts({ program, surroundings }).speak('Hello.', speaking({ rate: 1.25 }))),
    )
    expect(Math.abs(sound.length / 48 - SOUND_MS)).toBeLessThan(1)
    expect(await read('args')).toBe('1.25 0.80 219 en\n')
  })

  test('says why it failed', async () => {
    const { script, surroundings } = await programs()
    const why = async (argv: string[]) =>
      (
        await failureFrom(
          collect(createCommandTts({ program: customProgram(argv), surroundings }).speak('Hello.', speaking())),
        )
      ).detail
    expect(await why([await script('text', 'echo usage: speak text')])).toBe('it wrote something that is no WAV')
    expect(await why([await script('failing', 'exit 3')])).toMatch(/ended with status 3/)
    expect(await why(['nobody-speaks'])).toBe('the program nobody-speaks is not there or may not be run')
  })

  testWith(process.env, ['espeak-ng'], 'espeak-ng', 'espeak-ng speaks many languages, faster when asked', async () => {
    const { surroundings } = await programs()
    const tts = createCommandTts({ program: espeakNg(surroundings), surroundings })
    await tts.probe?.({ signal: AbortSignal.timeout(5_000) })
    const voices = await tts.voices({ signal: AbortSignal.timeout(5_000) })
    expect(voices.length).toBeGreaterThan(50)
    const seconds = async (text: string, changes: Parameters<typeof speaking>[0]) => {
      const sound = Buffer.concat(await collect(tts.speak(text, speaking(changes))))
      expect(Math.max(...toSamples(sound))).toBeGreaterThan(3_000)
      return sound.length / 48_000
    }
    const natural = await seconds('The moon pulls at the sea, and the sea follows.', { language: 'en-US' })
    const fast = await seconds('The moon pulls at the sea, and the sea follows.', { language: 'en-US', rate: 2 })
    expect(natural).toBeGreaterThan(1.5)
    expect(fast).toBeLessThan(natural * 0.7)
    expect(await seconds('- Buenos días.', { language: 'es-MX' })).toBeGreaterThan(0.4)
    expect(await failureFrom(collect(tts.speak('Hello.', speaking({ language: 'x-none' }))))).toMatchObject({
      kind: 'refused',
    })
  })

  testWith(process.env, ['flite'], 'flite', 'flite speaks at the learner’s speed, by {stretch}', async () => {
    const { surroundings } = await programs()
    const argv = ['flite', '--setf', 'duration_stretch={stretch}', '-o', '{file}', '-']
    const tts = createCommandTts({ program: customProgram(argv), surroundings })
    const seconds = async (rate: number) =>
      Buffer.concat(await collect(tts.speak('The moon pulls at the sea.', speaking({ rate })))).length / 48_000
    const [slow, natural, fast] = [await seconds(0.5), await seconds(1), await seconds(2)]
    expect(slow / natural).toBeGreaterThan(1.7)
    expect(fast / natural).toBeLessThan(0.65)
  })
})
