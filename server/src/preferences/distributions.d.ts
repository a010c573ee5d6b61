declare module 'distributions' {
  /** Student’s t with so many degrees of freedom, which need not be whole. */
  export class Studentt {
    constructor(degrees: number)
    cdf(value: number): number
    /** The value it is below with a likelihood. */
    inv(likelihood: number): number
  }
}
