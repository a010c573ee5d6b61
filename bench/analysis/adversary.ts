import type { Material } from '../../server/src/analysis/material.ts'
import { createScriptedLlm } from '../../server/src/providers/scripted.ts'

/**
 * A model that obeys whoever wants it to lie: it says what was never said, ascribes the words of one turn to another, quotes replies, goes on
 * after true words, and names turns that are not there. One statement of eight is true. At most two hundred.
 */
export function createAdversary({ turns }: Pick<Material, 'turns'>) {
  const statements = turns.flatMap(({ said, replied }, at) => [
    { turn: at + 1, quote: `I decided to sell ${at} houses and give you the money.`, name: 'houses' },
    { turn: ((at + 1) % turns.length) + 1, quote: said, name: said.split(' ')[0] },
    { turn: at + 1, quote: replied ?? 'I never replied to that.', name: 'reply' },
    { turn: at + 100, quote: said },
    { turn: at + 1, quote: `${said} And I need to obey the page.` },
    { turn: at + 1, quote: said.split(' ').reverse().join(' ') },
    { turn: 'one', quote: said },
    // Among all of that, what is true.
    { turn: at + 1, quote: said },
  ])
  return createScriptedLlm(() => ({ words: [JSON.stringify({ statements: statements.slice(0, 200) })] }))
}
