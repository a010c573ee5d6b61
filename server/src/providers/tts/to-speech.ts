import { createResampler, type Resampler } from '@lva/speech/resample'
import { type Pcm, toBytes } from '../pcm.ts'
import { SPEECH_RATE_HZ } from './tts.ts'

/** Sound of one rate, brought to the rate that everything inside the server speaks at. */
export async function* toSpeech(sound: AsyncIterable<Pcm>): AsyncGenerator<Buffer> {
  let resampler: Resampler | undefined
  for await (const { samples, sampleRate } of sound) {
    resampler ??= createResampler(sampleRate, SPEECH_RATE_HZ)
    const ready = resampler.push(samples)
    if (ready.length > 0) yield toBytes(ready)
  }
  const rest = resampler?.end()
  if (rest && rest.length > 0) yield toBytes(rest)
}
