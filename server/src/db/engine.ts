/** The two databases the companion runs on. */
export type Engine = 'sqlite' | 'postgres'
