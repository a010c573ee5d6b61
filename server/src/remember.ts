/** Asks once and answers everybody who asks within `ms` with the same promise. A failure is not remembered. */
export function rememberFor<T>(ms: number, now: () => Date, ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined
  let askedAt = 0
  return () => {
    const time = now().getTime()
    if (!answer || time - askedAt >= ms || time < askedAt) {
      askedAt = time
      const asked = ask()
      answer = asked
      asked.catch(() => {
        if (answer === asked) answer = undefined
      })
    }
    return answer
  }
}
