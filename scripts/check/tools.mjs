import { NODE, ROOT } from '../steps/project.mjs'
import { run } from '../steps/run.mjs'
import { lintRulesSeenToFire } from './lint-rules.mjs'

/** Types of contracts, speech, server and web. */
export async function types() {
  const [server, web] = await Promise.all([
    tool(['node_modules/typescript/bin/tsc', '-p', '.', '--listFiles']),
    tool(['node_modules/vue-tsc/bin/vue-tsc.js', '--noEmit', '-p', 'web', '--listFiles']),
  ])
  const own = (output) =>
    output.split('\n').filter((line) => line.startsWith(ROOT) && !line.includes('node_modules')).length
  const faults = [server, web].flatMap(({ code, stdout }) =>
    code === 0
      ? []
      : complaints(
          stdout
            .split('\n')
            .filter((line) => !line.startsWith('/'))
            .join('\n'),
        ),
  )
  return { figure: `${own(server.stdout)} files, and ${own(web.stdout)} of the web app`, faults }
}

/** Biome's rules, warnings included; fails as well if one that we chose cannot fire. */
export async function lint() {
  const [{ code, stdout, stderr }, { count, silent }] = await Promise.all([
    tool([
      'node_modules/@biomejs/biome/bin/biome',
      'check',
      '--formatter-enabled=false',
      '--diagnostic-level=warn',
      '--error-on-warnings',
      '--colors=off',
    ]),
    lintRulesSeenToFire(),
  ])
  return {
    figure: `${checkedFiles(stdout + stderr)}, ${count} rules of ours seen to fire`,
    faults: [
      ...(code === 0 ? [] : complaints(stdout + stderr)),
      ...silent.map((rule) => `the rule ${rule} did not fire on code that breaks it`),
    ],
  }
}

/** Biome's formatting. */
export async function format() {
  const { code, stdout, stderr } = await tool(['node_modules/@biomejs/biome/bin/biome', 'format', '--colors=off'])
  return { figure: checkedFiles(stdout + stderr), faults: code === 0 ? [] : complaints(stdout + stderr) }
}

/** Files, exports and packages that nothing uses, and packages that are used without being named. */
export async function deadCode() {
  const { code, stdout, stderr } = await tool(['node_modules/knip/bin/knip.js', '--no-progress', '--no-config-hints'])
  return { figure: code === 0 ? 'none' : 'found', faults: code === 0 ? [] : complaints(stdout + stderr) }
}

const tool = (args) => run(NODE, args)

const checkedFiles = (output) => `${/Checked (\d+) files/.exec(output)?.[1] ?? 'no'} files`

const complaints = (output) => [output.trim()]
