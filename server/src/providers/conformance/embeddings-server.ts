import type { EmbeddingsScene } from './embeddings.ts'
import { answerWithFailure, isFailure } from './failures.ts'
import { startServer } from './local-server.ts'

const DIMS = 8

/** `/embeddings` as its vendor speaks it. Its vectors are not of length 1, and come in any order. */
export async function startEmbeddingsServer(scene: EmbeddingsScene) {
  const server = await startServer((request, response) => {
    if (isFailure(scene)) return answerWithFailure('openai', scene, response)
    if (scene === 'hangs') return
    if (scene === 'garbage')
      return void response.writeHead(200, { 'content-type': 'text/html' }).end('<html>Welcome</html>')
    const { input, model }: { input: string[]; model: string } = JSON.parse(request.body.toString('utf8'))
    const data = input.map((text, index) => ({ object: 'embedding', index, embedding: vectorOf(text) }))
    if (scene === 'few') data.pop()
    if (scene === 'uneven') data.at(-1)?.embedding.pop()
    if (scene === 'nothing') data.at(-1)?.embedding.fill(0)
    const usage = { prompt_tokens: input.length * 3, total_tokens: input.length * 3 }
    const body = JSON.stringify({ object: 'list', data: data.reverse(), model, usage })
    response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length })
    if (scene === 'cut') return void response.write(body.slice(0, 30), () => response.destroy())
    response.end(body)
  })
  return server
}

/** Numbers made of the letters of a text; longer than 1. */
function vectorOf(text: string): number[] {
  const vector = Array.from({ length: DIMS }, () => 1)
  for (const [place, letter] of [...text].entries())
    vector[(letter.codePointAt(0) ?? 0) % DIMS] = (vector[(letter.codePointAt(0) ?? 0) % DIMS] ?? 0) + 1 + place / 10
  return vector
}
