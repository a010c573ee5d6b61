import { setTimeout as pause } from 'node:timers/promises'
import { createLog } from '../../../server/src/http/log.ts'
import type { Letter, Mail } from '../../../server/src/providers/mail/mail.ts'
import { createScriptedLlm, createScriptedTts } from '../../../server/src/providers/scripted.ts'
import type { Carrier } from '../../../server/src/telephony/call.ts'
import { openBenchHouse } from '../../house.ts'
import { createSender } from '../send.ts'

export const ACCESS_SECRET = 'the secret that signs the access tokens of this run'
/** Patience with the house's own work, of 50 ms each: a minute, on a machine that is busy with other tests. */
const TRIES = 1_200
/** Work that waits a while, so that what comes together is done together. */
const PATIENT = ['learn', 'judge-turns', 'see-goals', 'find-insights', 'analyse-session', 'hear-document']

/**
 * A whole house in which everything that reaches a provider comes back: the model repeats every canary it was shown, the voice sounds
 * like the words it was given. So what leaks into a prompt leaks into an answer, where it is seen.
 */
export async function openTellingHouse({ database }: { database?: string | undefined } = {}) {
  const logged: string[] = []
  const letters: Letter[] = []
  const model = createScriptedLlm((request) => {
    // Every request would otherwise be kept.
    model.requests.length = 0
    const shown = new Set(JSON.stringify(request).match(/canary[a-z]+\d+z/gi) ?? [])
    return { words: ['I was shown: ', ...[...shown].map((word) => `${word} `)] }
  })
  const mail: Mail = {
    name: 'letter-box',
    send: async (letter) => void letters.push(letter),
    probe: async () => {},
  }
  const carrier: Carrier = {
    number: '+15550100002',
    place: async () => ({ callSid: 'CA1' }),
    hangUp: async () => {},
    fetchRecording: async () => 'gone',
    removeRecording: async () => {},
  }
  const house = await openBenchHouse({
    env: {
      RESEARCH: 'off',
      JWT_ACCESS_EXPIRE_MINUTES: '1440',
      JWT_SECRET_KEY: ACCESS_SECRET,
      JWT_REFRESH_SECRET_KEY: 'the secret that signs the refresh tokens of this run',
      ADMIN_API_KEY: 'the admin key of this run, which nobody guesses',
    },
    log: createLog({ level: 'error', json: true, to: { write: (line) => void logged.push(line) } }),
    ...(database ? { address: { engine: 'postgres', url: database } } : {}),
    llm: model,
    stt: null,
    tts: createScriptedTts((text) => ({ pieces: [Buffer.from(text.length % 2 ? `${text} ` : text)] })),
    ...{ mail, carrier },
  })
  const app = await house.application()
  const url = await house.serve()
  const sender = createSender(url)
  return {
    house,
    app,
    url,
    sender,
    logged,

    /** The secret in the latest link of a kind that was mailed to an address. */
    async mailed(email: string, kind: 'verify' | 'reset'): Promise<string> {
      const link = new RegExp(`/mailed/${kind}#(\\S+)`)
      for (let tries = 0; tries < TRIES; tries++) {
        const texts = letters.filter(({ to }) => to === email).map(({ text }) => link.exec(text)?.[1])
        const secret = texts.findLast((found) => found !== undefined)
        if (secret) return secret
        await house.jobs.settle()
        await pause(50)
      }
      throw new Error(`no letter with a link to ${kind} came to ${email}`)
    },

    /** What ends within a few minutes is read together; here nobody waits for that. */
    async learnt(): Promise<void> {
      const { db } = house.database
      for (let tries = 0; tries < TRIES; tries++) {
        // Each time anew: sessions go on ending meanwhile.
        await db.updateTable('jobs').set({ run_at: new Date().toISOString() }).where('kind', 'in', PATIENT).execute()
        await house.jobs.settle()
        if (!(await db.selectFrom('jobs').select('id').where('kind', 'in', PATIENT).executeTakeFirst())) return
        await pause(50)
      }
      throw new Error('nothing was learnt')
    },

    async forgetMails(): Promise<void> {
      await house.database.db.deleteFrom('mail_requests').execute()
    },

    async close() {
      sender.close()
      await house.end()
    },
  }
}

export type TellingHouse = Awaited<ReturnType<typeof openTellingHouse>>
