const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/))

/**
 * Words that say how something is looked into and nothing about anybody, as tokens (lower case, no accents). A query may hold a few of them
 * though the learner did not say them.
 */
export const GENERAL: ReadonlySet<string> = set(`
  study studies research paper papers review reviews survey evidence literature article articles meta-analysis definition meaning
  overview introduction summary explanation explained history origin biology chemistry physics mathematics medicine psychology
  economics linguistics comparison difference effect effects cause causes benefits risks examples facts statistics results methods
  theory experiment scientific academic encyclopedia guide tutorial
  studie studien forschung literatur belege ubersicht einfuhrung erklarung geschichte bedeutung vergleich unterschied wirkung wirkungen
  ursache ursachen beispiele statistik ergebnisse methoden theorie wissenschaft
  etude recherche litterature preuves definitions apercu explication histoire signification comparaison difference effets
  exemples statistiques resultats theorie
  estudio estudios investigacion literatura evidencia definicion resumen explicacion historia significado comparacion diferencia efectos
  causas ejemplos estadisticas resultados metodos teoria
`)

/** What stands right before a secret when somebody says it: "my password is …". Tokens. */
export const ANNOUNCING: ReadonlySet<string> = set(`
  password passwords passcode passphrase passphrases pin pincode token secret apikey api-key login iban
  passwort kennwort passwortes geheimzahl geheimnis schlusselwort zugangscode
  motdepasse passe codepin jeton
  contrasena clave contrasenya
`)
/** What may stand between the two. */
export const LINKING: ReadonlySet<string> = set(
  'is was are the a my for to it its of and ist war lautet mein meine der die das est le la mon ma de es mi el la era now number code',
)
/** What says that the secret comes. */
export const LINKS: ReadonlySet<string> = set(`
  is was were are be became its thats to
  ist war heißt heisst lautet lauten wurde auf
  est cest etait en
  es era sera fue
`)
/** What stands between a secret and what it is, when it comes first: "… is my password". */
export const TOLD_OF: ReadonlySet<string> = set(
  'is was were are became ist war wurde heißt heisst lautet est cest etait es era sera fue',
)
/** The same with a word of {@link LINKING} behind it: "… as my password". */
export const TOLD_AS: ReadonlySet<string> = set('as als comme como')
/** How the point of an address is said, and the sign before it that belongs to it. */
export const AT: ReadonlyMap<string, ReadonlySet<string>> = new Map([
  ['dot', set('at klammeraffe')],
  ['punkt', set('at klammeraffe')],
  ['point', set('arobase')],
  ['punto', set('arroba')],
])
