import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { databaseUrl } from '../../test/engines.ts'
import { backup } from './backup.ts'
import { checklist } from './checklist.ts'
import type { Command } from './command.ts'
import { migrate } from './migrate.ts'

const [SIGNS, REFRESHES] = ['k3J9mQ2xV7bN5tR8wY1zC4fH6pL0sD2g', 'Z8xC5vB2nM9qW6eR3tY0uI7oP4aS1dF6']
const SETTINGS = [
  'ENVIRONMENT=production',
  `JWT_SECRET_KEY="${SIGNS}"`,
  `JWT_REFRESH_SECRET_KEY=${REFRESHES}`,
  'PUBLIC_URL=https://lva.example.org',
  'TRUSTED_PROXIES=loopback',
  'LLM=companion',
  'OPERATOR_NAME=Example School',
  'OPERATOR_CONTACT=privacy@example.org',
]

for (const engine of ['sqlite', 'postgres'] as const)
  test.skipIf(engine === 'postgres' && !process.env.TEST_POSTGRES_URL)(
    `an operator goes through the checklist until nothing fails (${engine})`,
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'lva-checklist-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const database = engine === 'postgres' ? await databaseUrl() : null
      if (database) onTestFinished(database.drop)
      const env = { DATA_DIR: join(folder, 'data'), PORT: '0', ...(database ? { DATABASE_URL: database.url } : {}) }
      const file = join(folder, 'production.env')
      const write = (lines: readonly string[]) => writeFileSync(file, `${lines.join('\n')}\n`)

      async function lva(command: Command, ...args: string[]) {
        const out: string[] = []
        const print = (line: string) => void out.push(line)
        const terminal = { args: [...args, '--env-file', file], env, print, complain: print, interactive: false }
        const code = await command.run({ ...terminal, readInput: async () => '' })
        return { code, out: out.join('\n') }
      }
      async function states() {
        const { code, out } = await lva(checklist, '--offline', '--json')
        const { steps, ...counts } = JSON.parse(out)
        const failed = steps.flatMap(({ id, state }: { id: string; state: string }) => (state === 'failed' ? [id] : []))
        const state = (id: string) => steps.find((step: { id: string }) => step.id === id)?.state
        return { code, failed, counts, state }
      }

      write(SETTINGS.filter((line) => !line.includes('REFRESH')))
      chmodSync(file, 0o644)
      const first = await lva(checklist, '--offline')
      expect(first.code).toBe(1)
      expect(first.out).toMatch(/^FAILED {2}secrets .*JWT_REFRESH_SECRET_KEY is required in production\n +Mend/m)
      expect(first.out).not.toContain(SIGNS)

      write([...SETTINGS, 'LOG_LEVLE=debug'])
      expect(await states()).toMatchObject({ code: 1, failed: ['env-file', 'alerts'] })
      chmodSync(file, 0o600)
      write([...SETTINGS, 'ADMIN_API_KEY=G7hJ4kL1zX8cV5bN2mQ9wE6rT3yU0iO7', 'LOG_LEVLE=debug'])
      const usable = await states()
      expect(usable).toMatchObject({ code: 0, failed: [] })
      expect([usable.state('env-file'), usable.state('migrations'), usable.state('backup-before')]).toEqual([
        ...['person', 'person', 'done'],
      ])

      await lva(migrate)
      expect(await states()).toMatchObject({ code: 1, failed: ['backup-before', 'backups'] })
      await lva(backup)
      const last = await states()
      expect(last).toMatchObject({ code: 0, failed: [] })
      expect([last.state('migrations'), last.state('backups'), last.state('health')]).toEqual([
        'done',
        'done',
        'person',
      ])
      await expect(lva(checklist, '--target', 'lva.example.org')).rejects.toThrow('no address like https://')
    },
  )
