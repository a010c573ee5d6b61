const { FSRSBinding, FSRSBindingItem, FSRSBindingReview, computeParameters } = await import(
  '@open-spaced-repetition/binding'
)

/** Reviews of prompts in the order in which they happened: [rating 1–4, days since the one before (0: the first)]. */
export interface Histories {
  reviews: Array<Array<[rating: number, days: number]>>
  /** The parameters everybody begins with. */
  usual: number[]
}

/** Parameters that fit, how far predictions are off with them and with the usual ones, and over how many reviews. */
export interface Fitted {
  w: number[]
  n: number
  loss: { default: number; fitted: number }
}

/** Fits parameters to reviews with the public optimiser (fsrs-rs). Heavy work: it has a thread of its own. */
export default async function fit({ reviews, usual }: Histories): Promise<Fitted> {
  const items = itemsOf(reviews)
  const w = [...(await computeParameters(items, { enableShortTerm: true, numRelearningSteps: 0 }))]
  const off = (parameters: number[]) => new FSRSBinding(parameters).evaluate(items).logLoss
  return { w, n: items.length, loss: { default: off(usual), fitted: off(w) } }
}

/** One for every review that comes a day or more after another: what was predicted of it can be held against it. */
function itemsOf(reviews: Histories['reviews']) {
  return reviews.flatMap((history) =>
    history.flatMap(([, days], at) =>
      at > 0 && days > 0
        ? [new FSRSBindingItem(history.slice(0, at + 1).map(([rating, since]) => new FSRSBindingReview(rating, since)))]
        : [],
    ),
  )
}
