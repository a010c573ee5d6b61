import { expect, test } from 'vitest'
import { programsAreHere } from '../../web/test/programs.ts'
import { inHouses } from './house.ts'
import { ownRedis } from './own-redis.ts'

inHouses(
  'a reply that another process gives',
  (open) => {
    test.skipIf(!programsAreHere('redis-server'))('is stopped wherever it is asked for', async () => {
      const redis = await ownRedis()
      const one = await open({ env: { REDIS_URL: redis.url } })
      const other = await open({ place: one.place, env: { REDIS_URL: redis.url } })
      one.script(() => ({ words: ['Once upon', ' a time'], hang: true }))
      const ada = await one.learner()
      const stop = (exchange: string) =>
        fetch(`${other.url}/api/conversation/exchanges/${exchange}/stop`, {
          method: 'POST',
          headers: { authorization: `Bearer ${ada.token}` },
        })
      const stream = await ada.stream('Tell me a story.', { session: 'stopped' })
      const start = await stream.next()
      if (start?.type !== 'turn-start') throw new Error('no turn began')
      await stream.next()
      await stream.next()
      expect((await stop(start.exchange_id)).status).toBe(204)
      expect((await stream.rest()).at(-1)).toMatchObject({ type: 'reply-end', agent_text: 'Once upon a time' })
      expect((await stop(start.exchange_id)).status).toBe(404)
    })
  },
  ['postgres'],
)
