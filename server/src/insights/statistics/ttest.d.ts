declare module 'ttest' {
  interface Sample {
    mean: number
    variance: number
    size: number
  }
  /** Student's t-test of two samples, by Welch unless `varEqual`. */
  export default function ttest(
    left: Sample,
    right: Sample,
    options?: { varEqual?: boolean },
  ): { testValue(): number; freedom(): number; pValue(): number }
}
