// The sums that a pitch is found with. One sum waits for its last addition; several side by side do not wait for each other, and share what
// they read. Each adds in the order in which it would alone, so every bit is the same. `npm run bench:detector` tells what it is good for.

/**
 * Filters `samples` and keeps every second result: `kept[n]` is the sum of each weight times the sample as far behind `from + 2 n`. Weights
 * come in twos and results in fours.
 */
export function filterHalf(weights: Float64Array, samples: Float64Array, from: number, kept: Float64Array): void {
  for (let n = 0; n < kept.length; n += 4) {
    let first = 0
    let second = 0
    let third = 0
    let fourth = 0
    const at = from + 2 * n
    let even0 = samples[at] ?? 0
    let even1 = samples[at + 2] ?? 0
    let even2 = samples[at + 4] ?? 0
    let odd0 = samples[at + 1] ?? 0
    let odd1 = samples[at + 3] ?? 0
    let odd2 = samples[at + 5] ?? 0
    for (let k = 0; k < weights.length; k += 2) {
      const even = weights[k] ?? 0
      const odd = weights[k + 1] ?? 0
      const even3 = samples[at + k + 6] ?? 0
      const odd3 = samples[at + k + 7] ?? 0
      first = first + even * even0 + odd * odd0
      second = second + even * even1 + odd * odd1
      third = third + even * even2 + odd * odd2
      fourth = fourth + even * even3 + odd * odd3
      even0 = even1
      even1 = even2
      even2 = even3
      odd0 = odd1
      odd1 = odd2
      odd2 = odd3
    }
    kept[n] = first
    kept[n + 1] = second
    kept[n + 2] = third
    kept[n + 3] = fourth
  }
}

/**
 * What the samples from `from` on have in common with those `lag` before them, those `lag + 1` before, and so on, for each place of `shared`;
 * those come in fours.
 */
export function shareWithPast(samples: Float64Array, from: number, lag: number, shared: Float64Array): void {
  for (let n = 0; n < shared.length; n += 4) {
    let first = 0
    let second = 0
    let third = 0
    let fourth = 0
    const back = lag + n
    let past1 = samples[from - back - 1] ?? 0
    let past2 = samples[from - back - 2] ?? 0
    let past3 = samples[from - back - 3] ?? 0
    for (let i = from; i < samples.length; i++) {
      const sample = samples[i] ?? 0
      const past = samples[i - back] ?? 0
      first += sample * past
      second += sample * past1
      third += sample * past2
      fourth += sample * past3
      past3 = past2
      past2 = past1
      past1 = past
    }
    shared[n] = first
    shared[n + 1] = second
    shared[n + 2] = third
    shared[n + 3] = fourth
  }
}

/** The same for five lags, and in `powers` what those samples of the past have in common with themselves. */
export function shareWithFive(
  samples: Float64Array,
  from: number,
  lag: number,
  { shared, powers }: { shared: Float64Array; powers: Float64Array },
): void {
  let shared0 = 0
  let shared1 = 0
  let shared2 = 0
  let shared3 = 0
  let shared4 = 0
  let power0 = 0
  let power1 = 0
  let power2 = 0
  let power3 = 0
  let power4 = 0
  let past1 = samples[from - lag - 1] ?? 0
  let past2 = samples[from - lag - 2] ?? 0
  let past3 = samples[from - lag - 3] ?? 0
  let past4 = samples[from - lag - 4] ?? 0
  for (let i = from; i < samples.length; i++) {
    const sample = samples[i] ?? 0
    const past = samples[i - lag] ?? 0
    shared0 += sample * past
    shared1 += sample * past1
    shared2 += sample * past2
    shared3 += sample * past3
    shared4 += sample * past4
    power0 += past * past
    power1 += past1 * past1
    power2 += past2 * past2
    power3 += past3 * past3
    power4 += past4 * past4
    past4 = past3
    past3 = past2
    past2 = past1
    past1 = past
  }
  shared.set([shared0, shared1, shared2, shared3, shared4])
  powers.set([power0, power1, power2, power3, power4])
}
