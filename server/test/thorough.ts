/** How often something is tried: a part of the times on every run, all of them where THOROUGH is set. */
export const times = (all: number, part: number): number => (process.env.THOROUGH ? all : part)
