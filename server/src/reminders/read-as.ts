import type { z } from 'zod'

/** What a column of JSON says; undefined when it cannot be read as that: one such row must not take the others with it. */
export function readAs<Shape extends z.ZodType>(shape: Shape, text: string): z.output<Shape> | undefined {
  try {
    return shape.safeParse(JSON.parse(text)).data
  } catch (error) {
    if (error instanceof SyntaxError) return undefined
    throw error
  }
}
