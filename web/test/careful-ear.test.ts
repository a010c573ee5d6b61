import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { decode } from '../../server/src/recordings/decode.ts'
import { random, speak } from '../../server/src/recordings/testing/sounds.ts'
import type * as loader from '../src/voice/live/load-silero.ts'
import { signUp, startChromium, visit } from './chromium.ts'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { scriptedVoice } from './scripted-voice.ts'
import { RECOGNISER } from './speech.ts'

const DIST = fileURLToPath(new URL('../dist', import.meta.url))
const here = programsAreHere('chromium', 'flite', 'espeak-ng', 'pocketsphinx_continuous')

describe.skipIf(!here)('careful ears in Chromium', () => {
  let house: House
  let browser: Browser

  beforeAll(async () => {
    house = await openHouse({ ...RECOGNISER, TTS: 'command' })
    browser = await startChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await house?.close()
  })

  test('the model comes from our own server when it is asked for, and tells a voice from noise', async () => {
    const { page, context, faults } = await visit(browser, house.url)
    const fetched: string[] = []
    page.on('request', (request) => fetched.push(request.url()))
    await page.goto('/sign-in')
    await page.getByLabel('E-mail').waitFor()
    expect(fetched.filter((url) => /\.(?:onnx|wasm)$/.test(url))).toEqual([])

    const hiss = random(7)
    const noise = Array.from({ length: 32_000 }, () => Math.round(hiss() * 3_000))
    const { samples } = await decode(speak('flite:slt', 'Leaves are green in spring.'), 'wav', { maxSeconds: 60 })
    const manifest = JSON.parse(readFileSync(join(DIST, '.vite/manifest.json'), 'utf8'))
    const { file } = manifest['src/voice/live/load-silero.ts']
    // As a text, because vitest gives `import()` another meaning in what it compiles.
    await page.evaluate(`import('/${file}').then((loader) => void Object.assign(window, { loader }))`)
    const told = await page.evaluate(
      async (sounds) => {
        const { loadSilero } = (window as unknown as { loader: typeof loader }).loader
        const silero = await loadSilero()
        const began = performance.now()
        let windows = 0
        const most: number[] = []
        for (const sound of sounds) {
          silero.reset()
          let likeliest = 0
          for (let at = 0; at + 320 <= sound.length; at += 320) {
            likeliest = Math.max(likeliest, silero.push(Int16Array.from(sound.slice(at, at + 320))).speech)
            await silero.settled()
          }
          windows += sound.length / 512
          most.push(likeliest)
        }
        return { most, ms: (performance.now() - began) / windows }
      },
      [noise, [...samples]],
    )
    process.stdout.write(`the model took ${told.ms.toFixed(1)} ms for each 32 ms of sound\n`)
    // It works beside the page, not in it.
    expect(page.workers()).toHaveLength(1)
    expect(told.most[0]).toBeLessThan(0.5)
    expect(told.most[1]).toBeGreaterThan(0.8)
    expect(fetched.filter((url) => /\.(?:onnx|wasm)$/.test(url)).length).toBe(2)
    expect(fetched.filter((url) => !url.startsWith(house.url))).toEqual([])
    expect(faults).toEqual([])
    await context.close()
  })

  test('nobody who did not ask for it gets it: it is not part of what is kept for offline', () => {
    expect(readFileSync(join(DIST, 'sw.js'), 'utf8')).not.toMatch(/onnx|wasm|silero/)
  })

  test('a device remembers that it wants careful ears', async () => {
    const { page, context } = await visit(browser, house.url)
    await scriptedVoice(context)
    await signUp(page)
    await page.getByRole('button', { name: 'Hands-free' }).click()
    await page.getByRole('button', { name: 'How we talk' }).click()
    const careful = page.getByRole('switch', { name: 'Tell my voice from noise with care' })
    await careful.click()
    expect(await careful.isChecked()).toBe(true)
    await page.reload()
    await page.getByRole('button', { name: 'Hands-free' }).click()
    await page.getByRole('button', { name: 'How we talk' }).click()
    expect(await careful.isChecked()).toBe(true)
    await context.close()
  })
})
