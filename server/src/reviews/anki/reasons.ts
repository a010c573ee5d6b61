import type { BadPackage } from './package.ts'

/** Why a package could not be brought in, in its owner's words. */
export const REASONS: Readonly<Record<BadPackage, string>> = {
  'not-a-package': 'This is no package of Anki. Choose a file that ends in .apkg or .colpkg.',
  damaged: 'This package is damaged, and nothing of it was brought in. Export it from Anki anew.',
  encrypted: 'This package is protected with a password. Export it from Anki without one.',
  'too-large':
    'There is more in this package than I take at once: at most 50,000 cards with 40 million characters and 500,000 reviews. In Anki, export one deck at a time.',
  'too-new':
    'This package was written by a newer Anki than I know. In Anki, export it with “Support older Anki versions”.',
  'no-cards': 'There are no cards in this package that I could ask: none has words on both sides.',
  'too-much-work': 'Reading this package takes more time or memory than one file may have. Export one deck at a time.',
}
