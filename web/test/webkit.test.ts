import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type House, openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { beginHandsFree, signUpWriteAndFind } from './smoke.ts'
import { startWebKit } from './webkit.ts'

describe.skipIf(!programsAreHere('WebKitWebDriver', 'Xvfb'))('in WebKit', () => {
  let house: House
  let webkit: Awaited<ReturnType<typeof startWebKit>>

  beforeAll(async () => {
    house = await openHouse({ TTS: 'browser', STT_COMMAND: '["cat", "{file}"]' })
    webkit = await startWebKit()
  })
  afterAll(async () => {
    await webkit?.close()
    await house?.close()
  })

  test('somebody signs up, writes, reads the answer and finds it again', { timeout: 180_000 }, async () => {
    await signUpWriteAndFind(webkit.visitor, house.url)
  })

  test('a hands-free conversation says what is missing where the browser gives no microphone', {
    timeout: 120_000,
  }, async () => {
    const button = await beginHandsFree(webkit.visitor, house.url)
    await expect.poll(button, { timeout: 20_000 }).toMatch(/^TalkNo microphone was found\. Plug one in, or write\./)
  })
})
