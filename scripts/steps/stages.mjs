/**
 * Runs stages two at a time, all of them even if one fails, and prints one line each with its figure and time. `wanted` names the stages
 * to run; none: all. Those of `last` have the machine to themselves when the others are done.
 * @returns the exit code: 0 passed, 1 something failed, 2 a stage that does not exist
 */
export async function runStages(stages, wanted, { last = [] } = {}) {
  const unknown = wanted.filter((name) => !(name in stages))
  if (unknown.length > 0) {
    console.error(`There is no stage ${unknown.join(', ')}. There are: ${Object.keys(stages).join(', ')}`)
    return 2
  }
  const chosen = Object.entries(stages).filter(([name]) => wanted.length === 0 || wanted.includes(name))
  const width = Math.max(...chosen.map(([name]) => name.length))
  const started = performance.now()
  const done = new Map()
  const lane = async (waiting) => {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const [name, stage] = next
      const begun = performance.now()
      const { figure, faults } = await attempted(stage)
      for (const fault of faults) console.error(fault)
      const state = faults.length === 0 ? 'ok    ' : 'FAILED'
      const line = `${state} ${name.padEnd(width)} ${seconds(begun).padStart(7)}  ${figure}`
      done.set(name, { line, passed: faults.length === 0 })
      console.log(line)
    }
  }
  const together = chosen.filter(([name]) => !last.includes(name))
  await Promise.all([lane(together), lane(together)])
  await lane(chosen.filter(([name]) => last.includes(name)))
  const report = chosen.map(([name]) => done.get(name))
  const failed = report.filter(({ passed }) => !passed)
  console.log(`\n${report.map(({ line }) => line).join('\n')}`)
  console.log(`\n${report.length - failed.length} stages passed, ${failed.length} failed, ${seconds(started)}`)
  return failed.length === 0 ? 0 : 1
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`
}

// One stage that breaks must not hide what the others have to say.
async function attempted(stage) {
  try {
    return await stage()
  } catch (error) {
    return { figure: 'broke off', faults: [error.stack] }
  }
}
