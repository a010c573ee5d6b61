/** What stands in a Dockerfile, as its steps: the keyword in capitals, its flags (`from=build`), and the words after them as written. */
export async function stepsOf(text) {
  const { DockerfileParser } = (await import('dockerfile-ast')).default
  return DockerfileParser.parse(text)
    .getInstructions()
    .map((step) => ({
      keyword: step.getKeyword(),
      flags: step.getFlags?.().map((flag) => `${flag.getName()}=${flag.getValue()}`) ?? [],
      words: step.getArgumentsContent() ?? '',
      line: step.getRange().start.line + 1,
    }))
}

/** How a container of it runs: of the last stage, after the variables of `ARG` were put in. */
export async function recipeOf(text) {
  const all = await stepsOf(text)
  const last = all.slice(all.findLastIndex(({ keyword }) => keyword === 'FROM'))
  const wordsOf = (keyword) => last.findLast((step) => step.keyword === keyword)?.words ?? ''
  const env = last
    .filter(({ keyword }) => keyword === 'ENV')
    .flatMap(({ words }) =>
      words.split(/\s+/).map((pair) => [pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1)]),
    )
  const listOf = (keyword) => JSON.parse(/\[.*\]/.exec(wordsOf(keyword))?.[0] ?? '[]')
  return {
    env: Object.fromEntries(env),
    user: Number(wordsOf('USER').split(':')[0]),
    workdir: wordsOf('WORKDIR'),
    entrypoint: listOf('ENTRYPOINT'),
    command: listOf('CMD'),
    healthcheck: listOf('HEALTHCHECK'),
  }
}
