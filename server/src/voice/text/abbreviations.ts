import type { Language } from './language.ts'

export interface Abbreviations {
  /** Something follows them, so no clause ends at their dot. A blank stands for an optional one. */
  open: string[]
  /** They may be the last of a sentence; they are when a capital follows. */
  closing: string[]
  /** Only before a number. */
  counted: string[]
}

export const ABBREVIATIONS: Record<Language, Abbreviations> = {
  en: {
    open: ['Dr', 'Mr', 'Mrs', 'Ms', 'Prof', 'St', 'Mt', 'Rev', 'Gen', 'Col', 'Capt', 'Lt', 'Sgt', 'Gov', 'Sen', 'Rep']
      .concat(['Hon', 'Messrs', 'e. g', 'i. e', 'vs', 'cf', 'viz', 'approx', 'ca', 'U. S', 'U. K', 'Ph. D', 'incl'])
      .concat(['esp', 'resp']),
    closing: ['etc', 'a. m', 'p. m', 'Jr', 'Sr', 'Inc', 'Ltd', 'Co', 'Corp', 'et al', 'B. C', 'A. D', 'B. C. E'],
    counted: [
      'No',
      'Nos',
      'p',
      'pp',
      'Fig',
      'Figs',
      'Eq',
      'Ch',
      'Vol',
      'Sec',
      'Art',
      'Ex',
      'Jan',
      'Feb',
      'Mar',
      'Apr',
    ].concat(['Jun', 'Jul', 'Aug', 'Sep', 'Sept', 'Oct', 'Nov', 'Dec']),
  },
  es: {
    open: [
      'Dr',
      'Dra',
      'Sr',
      'Sra',
      'Srta',
      'Sres',
      'D',
      'Dña',
      'Prof',
      'Profa',
      'Ud',
      'Uds',
      'Vd',
      'Vds',
      'Lic',
    ].concat(['Ing', 'Arq', 'p. ej', 'p. e', 'aprox', 'Sto', 'Sta', 'Gral', 'Av', 'Avda', 'vs', 'cf', 'incl']),
    closing: ['etc', 'a. m', 'p. m', 'EE. UU', 'a. C', 'd. C', 'S. A', 'a. de C', 'd. de C'],
    counted: ['pág', 'págs', 'p', 'pp', 'cap', 'fig', 'núm', 'nº', 'art', 'vol', 'tel', 'ej', 'ec', 'apdo'],
  },
  de: {
    open: ['Dr', 'Prof', 'Hr', 'Hrn', 'Fr', 'Frl', 'Dipl', 'Ing', 'St', 'Nr', 'Str', 'z. B', 'd. h', 'u. a', 'i. d. R']
      .concat([
        'z. T',
        'v. a',
        'o. g',
        's. o',
        's. u',
        'i. A',
        'bzw',
        'ca',
        'evtl',
        'ggf',
        'vgl',
        'inkl',
        'exkl',
        'sog',
      ])
      .concat(['Abb', 'Bd', 'Kap', 'Mio', 'Mrd', 'Tsd', 'bspw', 'insb', 'geb', 'gest', 'allg', 'zzgl', 'vs']),
    closing: ['usw', 'etc', 'u. s. w', 'u. ä', 'o. ä', 'n. Chr', 'v. Chr', 'Std', 'Min', 'Sek', 'u. U', 'Jh', 'a. D'],
    counted: ['S', 'Art', 'Tel', 'Z', 'max', 'Jan', 'Feb', 'Aug', 'Sept', 'Okt', 'Nov', 'Dez'],
  },
  fr: {
    open: ['M', 'MM', 'Dr', 'Pr', 'Me', 'Mgr', 'St', 'Ste', 'p. ex', 'c.-à-d', 'cf', 'env', 'av', 'bd', 'vs'].concat([
      'apr',
      'incl',
    ]),
    closing: ['etc', 'J.-C', 'S. A', 'N. B'],
    counted: ['p', 'pp', 'fig', 'chap', 'art', 'vol', 'no', 'tél', 'éd', 'ex'],
  },
  ja: {
    open: ['Dr', 'Mr', 'Mrs', 'Ms', 'Prof', 'St', 'e. g', 'i. e', 'vs'],
    closing: ['etc', 'a. m', 'p. m', 'Inc', 'Ltd', 'Co'],
    counted: ['No', 'p', 'pp', 'Fig', 'Vol', 'Ch'],
  },
}
