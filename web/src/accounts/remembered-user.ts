import type { User } from '@lva/contracts/accounts'

const KEY = 'lva.user'

/** The learner who was here last, kept on the device so that the app opens without the network. No token is kept. */
export const rememberedUser = {
  keep(user: User) {
    localStorage.setItem(KEY, JSON.stringify(user))
  },
  read(): User | null {
    const kept = localStorage.getItem(KEY)
    return kept ? JSON.parse(kept) : null
  },
  forget() {
    localStorage.removeItem(KEY)
  },
}
