/** Words that deny what follows them, as keys. */
export const DENIES: ReadonlySet<string> = new Set(
  `no not never none nobody nothing neither nor without hardly cannot dont doesnt didnt isnt arent wasnt werent cant couldnt wont wouldnt shouldnt mustnt hasnt havent hadnt aint
  avoid nicht kein keine keinen keiner nie niemals ohne sin nunca jamas ni tampoco pas jamais rien sans aucun aucune ない ません`.split(
    /\s+/,
  ),
)
