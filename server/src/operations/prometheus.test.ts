import { expect, test } from 'vitest'
import { createMeasures } from './prometheus.ts'

test('numbers are told as Prometheus reads them', async () => {
  const measures = createMeasures()
  const turns = measures.counter('turns_total', 'Turns.')
  const took = measures.histogram('took_seconds', 'How long it took.', [0.1, 1])
  measures.gauge('rooms', 'Rooms by state.', () => [{ labels: { state: 'a "b"\\' }, value: 2 }])
  turns.add()
  turns.add({}, 2)
  took.observe({ stage: 'total' }, 50)
  took.observe({ stage: 'total' }, 700)
  took.observe({ stage: 'total' }, 2_000)
  expect(await measures.text()).toBe(`# HELP turns_total Turns.
# TYPE turns_total counter
turns_total 3
# HELP took_seconds How long it took.
# TYPE took_seconds histogram
took_seconds_bucket{stage="total",le="0.1"} 1
took_seconds_bucket{stage="total",le="1"} 2
took_seconds_bucket{stage="total",le="+Inf"} 3
took_seconds_sum{stage="total"} 2.75
took_seconds_count{stage="total"} 3
# HELP rooms Rooms by state.
# TYPE rooms gauge
rooms{state="a \\"b\\"\\\\"} 2
`)
})

test('what cannot be read is left out, and the rest is told', async () => {
  const measures = createMeasures()
  measures.gauge('away', 'Does not answer.', () => Promise.reject(new Error('away')))
  measures.counted('seconds_total', 'Counted elsewhere.', async () => [{ value: 7 }])
  expect(await measures.text()).toBe(`# HELP away Does not answer.
# TYPE away gauge
# HELP seconds_total Counted elsewhere.
# TYPE seconds_total counter
seconds_total 7
`)
})
