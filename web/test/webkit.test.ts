import { describe, test } from 'vitest'
import { openHouse } from './house.ts'
import { programsAreHere } from './programs.ts'
import { signUpWriteAndFind } from './smoke.ts'
import { startWebKit } from './webkit.ts'

describe.skipIf(!programsAreHere('WebKitWebDriver', 'Xvfb'))('in WebKit', () => {
  test('somebody signs up, writes, reads the answer and finds it again', { timeout: 180_000 }, async () => {
    const house = await openHouse({ TTS: 'browser' })
    try {
      const webkit = await startWebKit()
      try {
        await signUpWriteAndFind(webkit.visitor, house.url)
      } finally {
        await webkit.close()
      }
    } finally {
      await house.close()
    }
  })
})
