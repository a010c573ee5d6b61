import { expect, test } from 'vitest'
import { toSamples } from '../../../providers/pcm.ts'
import { encode, has, random, reencode, sound } from '../../testing/sounds.ts'
import { openTrack } from '../../track.ts'
import { decodeAac } from './aac.ts'

const noFfmpeg = !has('ffmpeg') && !process.env.CI

// A voice-like tone with knocks in between, which make an encoder change between long and short windows.
const hiss = random(9)
const source = sound(
  2,
  (t) =>
    0.3 * Math.sin(900 * t + 40 * Math.sin(6 * t)) +
    0.5 * Math.exp(-60 * (t % 0.25)) * Math.sin(5600 * t) +
    0.02 * hiss(),
)
const TWO_DIFFERENT = ['-filter_complex', '[0:a]asplit[a][b];[b]adelay=70[c];[a][c]join=inputs=2:channel_layout=stereo']
const ONE_OUT_OF_STEP = [
  '-filter_complex',
  "[0:a]asplit[a][b];[b]volume='0.2*sin(3*t)':eval=frame[c];[a][c]join=inputs=2:channel_layout=stereo",
]

// Noise substitution is off: what stands for noise differs with every decoder.
const ways = [
  ['-b:a', '128k'],
  ['-b:a', '24k'],
  ['-b:a', '96k', '-aac_coder', 'fast'],
  ['-ar', '8000', '-b:a', '16k'],
  ['-ar', '32000', '-b:a', '40k'],
  ['-ar', '44100', '-b:a', '64k'],
  ['-ar', '96000', '-b:a', '128k'],
  [...TWO_DIFFERENT, '-ar', '44100', '-b:a', '48k'],
  [...TWO_DIFFERENT, '-ar', '48000', '-b:a', '160k', '-aac_ms', '1'],
  [...ONE_OUT_OF_STEP, '-ar', '44100', '-b:a', '40k', '-aac_is', '1'],
]

test.skipIf(noFfmpeg)('AAC sounds as it does elsewhere, sample by sample', async () => {
  for (const options of ways) {
    const file = encode(source, 'm4a', [...options, '-c:a', 'aac', '-aac_pns', '0'])
    const expected = toSamples(reencode(file, 'm4a', 's16le', ['-f', 's16le']))
    let [wrong, all, at] = [0, 0, 0]
    for await (const { channels } of decodeAac(await openTrack(file))) {
      for (let i = 0; i < (channels[0]?.length ?? 0); i++) {
        for (const channel of channels) {
          const there = (expected[at++] ?? 0) / 32768
          wrong += ((channel[i] ?? 0) - there) ** 2
          all += there ** 2
        }
      }
    }
    const decibels = 10 * Math.log10(all / wrong)
    process.stdout.write(
      `${options.slice(-6).join(' ')}: ${at} samples, ${decibels.toFixed(0)} dB above the difference\n`,
    )
    expect(at, options.join(' ')).toBeGreaterThan(15_000)
    // 16 bits, to which the other decoder rounds, allow no more.
    expect(decibels, options.join(' ')).toBeGreaterThan(70)
  }
})
