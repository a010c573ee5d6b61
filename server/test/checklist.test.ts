import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Ends, freePort, freshPlace, openTestHouse, type TestHouse } from './house.ts'
import { connect } from './socket-client.ts'

const missing = ['bash', 'curl', 'jq'].filter((program) => spawnSync(program, ['--version']).error)

/** The production checklist's commands as they stand there; only the address is this house's. */
describe.skipIf(missing.length > 0)(`the checklist${missing.length ? ` (needs ${missing.join(', ')})` : ''}`, () => {
  const ends: Ends = []
  let house: TestHouse
  let shell: (script: string) => Promise<string>
  beforeAll(async () => {
    const env = {
      PORT: await freePort(),
      RATE_LIMIT_ENABLED: 'true',
      CORS_ORIGINS: '["https://yourdomain.com","https://www.yourdomain.com"]',
      PUBLIC_URL: 'https://yourdomain.com',
    }
    house = await openTestHouse(await freshPlace('sqlite', ends), { env }, ends)
    const here = house.url
    shell = async (script) => {
      const local = script.replaceAll(/http:\/\/localhost:8000|https:\/\/yourdomain\.com(?=\/)/g, here)
      return (await promisify(execFile)('bash', ['-c', local])).stdout
    }
  })
  afterAll(async () => {
    for (const end of ends.reverse()) await end()
  })

  test('smoke: the root welcomes, and registration works', async () => {
    expect(JSON.parse(await shell('curl http://localhost:8000/'))).toMatchObject({
      status: 'healthy',
      message: expect.stringMatching(/welcome/i),
    })
    const user = await shell(`curl -X POST http://localhost:8000/api/auth/register \\
    -H "Content-Type: application/json" \\
    -d '{"email":"test@example.com","password":"Test1234!"}'`)
    expect(JSON.parse(user)).toMatchObject({ email: 'test@example.com', role: 'user' })
  })

  test('functional: sign in, who am I, converse, by HTTP and by socket', async () => {
    const login = `TOKEN=$(curl -X POST https://yourdomain.com/api/auth/login \\
    -H "Content-Type: application/json" \\
    -d '{"username":"test@example.com","password":"Test1234!"}' \\
    | jq -r '.access_token')
    `
    const me = await shell(`${login} curl https://yourdomain.com/api/user/me \\
    -H "Authorization: Bearer $TOKEN"`)
    expect(JSON.parse(me)).toMatchObject({ email: 'test@example.com' })
    const said = await shell(`${login} curl -X POST https://yourdomain.com/api/conversation \\
    -H "Authorization: Bearer $TOKEN" \\
    -H "Content-Type: application/json" \\
    -d '{"message":"Hello, how are you?","session_id":"test-session"}'`)
    expect(JSON.parse(said)).toMatchObject({
      session_id: 'test-session',
      user_text: 'Hello, how are you?',
      agent_text: 'Tell me more.',
    })

    const token = (await shell(`${login} echo -n $TOKEN`)).trim()
    const client = await connect(house.url, '/ws/test-session', { headers: { authorization: `Bearer ${token}` } })
    client.send({ type: 'text', text: 'Hello again.' })
    expect(await client.next()).toMatchObject({ type: 'response', session_id: 'test-session' })
    client.close()
  })

  test('security: the headers are there, under the names people grep for', async () => {
    const grep = `grep -E "Content-Security-Policy|Strict-Transport-Security|X-Frame-Options"`
    expect((await shell(`curl -I https://yourdomain.com/ | ${grep}`)).trim().split('\n')).toHaveLength(3)
    expect((await shell(`curl -I https://yourdomain.com/api/auth/login | ${grep}`)).trim().split('\n')).toHaveLength(3)
  })

  test('security: other origins get no leave, ours does', async () => {
    const preflight = (origin: string) => `curl -s -D - -o /dev/null -H "Origin: ${origin}" \\
    -H "Access-Control-Request-Method: POST" \\
    -X OPTIONS https://yourdomain.com/api/auth/login`
    expect(await shell(preflight('https://unauthorized-origin.com'))).not.toMatch(/access-control-allow-origin/i)
    expect(await shell(preflight('https://yourdomain.com'))).toMatch(
      /Access-Control-Allow-Origin: https:\/\/yourdomain\.com\r?$/m,
    )
  })

  test('security: the 101st request within a minute is too many', async () => {
    house.pass(61_000)
    const codes = await shell(`for i in {1..101}; do
    curl -s -o /dev/null -w "%{http_code}\\n" https://yourdomain.com/
  done`)
    expect(codes.trim().split('\n')).toEqual([...Array(100).fill('200'), '429'])
  }, 60_000)
})
