const OUT = 'server/src/outgoing'
const VAULT = 'server/src/vault'

/** What leaves the house, what lies on its disk, and what a learner may use of it. */
export const HOUSE = [
  {
    name: 'outgoing-closed-networks',
    file: `${OUT}/networks.ts`,
    from: 'if (found) return found.what',
    to: '',
    test: `${OUT}/outgoing.test.ts`,
    title: 'is refused in plain words, and not a byte is sent',
  },
  {
    name: 'outgoing-redirects-are-counted',
    file: `${OUT}/outgoing.ts`,
    from: 'if (redirects >= REDIRECTS_MAX)',
    to: 'if (redirects >= REDIRECTS_MAX * 2)',
    test: `${OUT}/outgoing.test.ts`,
    title: 'are followed three times and no more',
  },
  {
    name: 'outgoing-one-origin',
    file: `${OUT}/outgoing.ts`,
    from: 'if (asked.origin !== origin)',
    to: "if (asked.origin === 'null')",
    test: `${OUT}/outgoing.test.ts`,
    title: 'leads to its origin, wherever the operator put it, and to nothing else',
  },
  {
    name: 'sealed-files-are-checked',
    file: `${VAULT}/sealing.ts`,
    from: 'decipher.final()',
    to: '',
    test: `${VAULT}/vault.test.ts`,
    title: 'every single bit counts',
  },
  {
    name: 'sealed-files-stay-in-their-place',
    file: `${VAULT}/sealing.ts`,
    from: 'decipher.setAAD(authenticated)',
    to: '',
    more: [{ file: `${VAULT}/sealing.ts`, from: 'cipher.setAAD(authenticated)\n      return', to: 'return' }],
    test: `${VAULT}/vault.test.ts`,
    title: 'nothing opens as something else, or as somebody else’s',
  },
  {
    name: 'quota-is-set-aside-first',
    file: 'server/src/quotas/quotas.ts',
    from: 'bounds.map(({ used, most }) => sql`${used} < ${most}`),',
    to: 'bounds.map(({ used, most }) => sql`${used} < ${most} + 1000000`),',
    test: 'server/src/quotas/quotas.test.ts',
    title: 'many turns at once cannot slip through together',
  },
]
