import { randomBytes } from 'node:crypto'
import { z } from 'zod'
import { keepSecret, type Sealing } from './kept-secret.ts'

const FILE = 'secrets.json'
const Secrets = z.object({ JWT_SECRET_KEY: z.string().min(32), JWT_REFRESH_SECRET_KEY: z.string().min(32) })

type Secrets = z.infer<typeof Secrets>

/** What this installation signs its tokens with: those the operator gave, otherwise its own. Throws as {@link ensureSecrets} does. */
export function signingSecrets(
  { access, refresh }: { access: string | undefined; refresh: string | undefined },
  dataDir: string,
  sealing: Sealing,
): { access: string; refresh: string } {
  if (access && refresh) return { access, refresh }
  const own = ensureSecrets(dataDir, sealing)
  return { access: access ?? own.JWT_SECRET_KEY, refresh: refresh ?? own.JWT_REFRESH_SECRET_KEY }
}

/** The installation's own secrets, kept in `secrets.json` of the data folder. Throws as {@link keepSecret} does. */
export function ensureSecrets(dataDir: string, sealing: Sealing): Secrets {
  return keepSecret(
    dataDir,
    {
      file: FILE,
      label: { purpose: 'secrets', owner: 'house', id: FILE },
      shape: Secrets,
      make: () => ({ JWT_SECRET_KEY: fresh(), JWT_REFRESH_SECRET_KEY: fresh() }),
      loss: 'everybody then has to sign in again.',
    },
    sealing,
  )
}

const fresh = () => randomBytes(48).toString('base64url')
