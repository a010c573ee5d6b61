import { createHash } from 'node:crypto'
import { GUARDS } from './guards/guards.mjs'
import { inLanes } from './guards/lanes.mjs'
import { switchOff, unpatched } from './guards/switch-off.mjs'
import { setUp } from './setup.mjs'
import { stopWithNpm } from './steps/parent.mjs'
import { startPostgres } from './steps/servers.mjs'
import { rememberedTests } from './steps/tests.mjs'
import { treeFingerprint } from './steps/tree.mjs'
import { buildWebApp } from './steps/web-app.mjs'

// npm run test:guards [-- WORD … | --share=N]: switches every guard off by a small patch, one at a time and never in this folder, and sees whether
// its test turns red. WORDs choose the guards whose name or file holds one of them; --share=3 a third of them, another one for every tree.

stopWithNpm()
if (!(await setUp({ tests: true })) || !(await buildWebApp())) process.exit(1)
const words = process.argv.slice(2).filter((word) => !word.startsWith('--'))
const share = Number(/^--share=([1-9]\d?)$/.exec(process.argv[2] ?? '')?.[1] ?? 1)
const tree = share > 1 ? treeFingerprint() : ''
const isDrawn = ({ name }) => createHash('sha256').update(`${tree} ${name}`).digest().readUInt32BE() % share === 0
const isMeant = ({ name, file }) => words.length === 0 || words.some((word) => `${name} ${file}`.includes(word))
const chosen = GUARDS.filter((guard) => isDrawn(guard) && isMeant(guard))
if (chosen.length === 0) {
  console.error('No guard is called like that.')
  process.exit(2)
}

const server = chosen.some(({ postgres }) => postgres) && !process.env.TEST_POSTGRES_URL ? await startPostgres() : null
if (server) process.env.TEST_POSTGRES_URL = server.url

const started = performance.now()
// A test that is red anyway would prove nothing. A full run of this very tree has told that already.
const sick =
  rememberedTests()?.failed === 0 ? [] : await inLanes((lane) => unpatched(lane, chosen), [null], { lanes: 1 })
for (const fault of sick.flat()) console.error(fault)

const results = await inLanes(switchOff, chosen, {
  lanes: 2,
  onDone: ({ guard, fault, seconds }) =>
    console.log(
      `${fault ? 'FAILED' : 'red   '} ${seconds.toFixed(1).padStart(6)} s  ${guard.name}${fault ? `\n       ${fault}` : ''}`,
    ),
})
const failed = results.filter(({ fault }) => fault)
const files = new Set(chosen.map(({ file }) => file)).size
for (const { guard, fault } of failed) console.log(`FAILED ${guard.name}: ${fault}`)
console.log(
  `\n${results.length} of ${GUARDS.length} guards, in ${files} files, switched off: ${results.length - failed.length} turned their test red, ${failed.length} did not, ${((performance.now() - started) / 1000).toFixed(0)} s`,
)
await server?.stop()
process.exitCode = failed.length + sick.flat().length === 0 ? 0 : 1
