import type { Phrases } from './intent-phrases.ts'

const NEVER = /(?!)/

export const GERMAN: Phrases = {
  around:
    /^(?:(?:ok|okay|also|so|gut|danke|vielen dank|dann|ja|nein|na|ich (?:glaube|denke)|und|super|prima)(?: |$))+|(?: (?:danke|vielen dank|dann|bitte|alle|zusammen|mein freund|und danke))+$/g,
  softly: /^(?:(?:und|aber|also|ok|okay|gut|ja|nein|ähm|äh|hm|bitte|hallo|dann|jetzt aber) )+/,
  farewell: [
    /^(?:tschüss|tschüß|ciao|servus|ade|gute nacht|auf wiedersehen|auf wiederhören|bis (?:morgen|bald|später|dann|zum nächsten mal|nächste woche)|mach(?:s|t) gut)(?: (?:bis (?:morgen|bald|später|dann)|tschüss))*$/,
    /^(?:das|dies) (?:wars|war es|ist alles|reicht|war alles|genügt)(?: (?:für|fürs) (?:heute|jetzt|erste|heute abend))?$|^(?:genug|schluss|feierabend) für heute$/,
    /^(?:lass uns|lasst uns|wir (?:können|sollten)|können wir|sollen wir|ich (?:möchte|will|würde gern))(?: (?:hier|jetzt|für heute|heute))* (?:aufhören|schluss machen|enden|beenden|morgen weitermachen|weitermachen morgen)$/,
    /^ich (?:muss|sollte)(?: (?:jetzt|nun|leider|langsam|bald))* (?:los|gehen|weg|aufhören|schlafen|ins bett)$|^ich bin fertig(?: für heute)?$/,
    /^(?:das |die )?(?:gespräch|sitzung|unterhaltung) beenden$/,
  ],
  command: [
    /^(?:fasse?|wiederhole?|suche?|lösche?|merke?|speichere?|zeige?|lies|übersetze?|erinnere|stopp?|warte|sprich|nenne|liste|frage?)(?: (?:mich|mir|das|dies|nach|bitte|zusammen|alles|es|was|kurz|langsamer|lauter|dir|die|meine).*)?$/,
    /^lass uns (?:über|das thema|etwas|weiter)(?= |$)/,
  ],
  question: [
    /^(?:wer|warum|wieso|weshalb|woher|wohin|womit|wozu|wann|wen|wem|wessen|welche[rsmn]?)(?= |$)/,
    /^(?:was|wie|wo) (?:ist|sind|war|waren|bedeutet|heißt|macht|passiert|kann|könnte|soll|muss|wird|würde|hat|haben|funktioniert|funktionieren|geht|viel|viele|lange|oft|weit|groß|kommt|entsteht|wäre|denkst|meinst|tut|liegt|sagt|schreibt)(?= |$)/,
    /^wie [^ ]+ (?:ist|sind|war|waren|wird|kann|muss|geht) /,
    /^(?:ist|sind|war|waren|kann|kannst|können|könntest|könnte|soll|sollte|muss|hat|haben|hast|habe|wird|werden|würde|darf|gibt|stimmt|weißt|verstehst|meinst|bist) (?:ich|du|er|sie|es|wir|ihr|man|der|die|das|ein|eine|mir|dies|da|denn)(?= |$)/,
    /^(?:erkläre?|definiere?|beschreibe?|erzähle?) /,
    /^ich (?:frage mich|möchte wissen|würde gern wissen|will wissen)(?= |$)/,
  ],
  reflection: [
    /^ich (?:verstehe|kapiere|begreife|kapier|versteh)(?: [^ ]+){0,4} (?:nicht|nichts|endlich|jetzt|langsam)(?= |$)/,
    /^(?:mir (?:ist|wurde|wird) .*(?:klar|bewusst|aufgefallen)|mir fällt .*(?:schwer|leicht|auf))/,
    /^ich (?:komme nicht weiter|hänge fest|stecke fest|fühle mich|bin (?:verwirrt|unsicher|stolz|überrascht|frustriert|mir nicht sicher))/,
    /^ich habe .*(?:gemerkt|bemerkt|erkannt|verstanden|begriffen|festgestellt)(?= |$)/,
    /^(?:endlich|jetzt|nun) (?:verstehe|begreife|weiß|sehe) ich\b|^früher dachte ich\b|^im nachhinein(?= |$)/,
  ],
  ordinals:
    /(?<=^| )(?:erstens|zweitens|drittens|viertens|zuerst|danach|schließlich|zuletzt|schritt (?:eins|zwei|drei))(?= |$)/g,
  announced:
    /(?<=^| )(?:zwei|drei|vier|fünf|sechs|sieben|mehrere|einige) (?:[^ ]+ )?(?:arten|teile|gründe|dinge|schritte|sorten|punkte|formen|beispiele|ziele)(?= |$)/,
}

export const SPANISH: Phrases = {
  around:
    /^(?:(?:ok|vale|bueno|bien|gracias|muchas gracias|pues|entonces|sí|no|creo que|y|perfecto)(?: |$))+|(?: (?:gracias|muchas gracias|por todo|amigo|a todos|por favor))+$/g,
  softly: /^(?:(?:y|pero|pues|bueno|ok|vale|sí|no|hola|entonces|eh|por favor) )+/,
  farewell: [
    /^(?:adiós|adios|chao|chau|buenas noches|nos vemos|hasta (?:mañana|luego|pronto|la próxima|la vista|otro día))(?: (?:mañana|luego|pronto|hasta (?:mañana|luego|pronto)))*$/,
    /^(?:eso|esto) (?:es|fue|ha sido) todo(?: (?:por|de) (?:hoy|ahora|mi parte))*$|^basta por hoy$/,
    /^(?:dejémoslo|paremos|terminemos|acabemos)(?: (?:aquí|ahora|por hoy))*$|^(?:podemos|quiero|vamos a) (?:parar|terminar|dejarlo|acabar)(?: (?:aquí|ahora|por hoy))*$/,
    /^(?:ya )?(?:me tengo que|tengo que|debo) (?:ir|irme|marcharme|dejarlo|parar)(?: ya| ahora)?$|^me voy(?: ya| a dormir| a la cama)?$/,
  ],
  command: [
    /^(?:resume|repite|busca|borra|guarda|muestra|muéstrame|lee|traduce|recuérdame|para|espera|habla|enumera|hazme|pregúntame|olvida)(?: .*)?$/,
    /^(?:hablemos de|cambiemos)(?= |$)/,
  ],
  question: [
    /^(?:qué|quién|quiénes|cuál|cuáles|cuándo|cuánto|cuánta|cuántos|cuántas|dónde|cómo|por qué|para qué|de dónde|a qué|en qué)(?= |$)/,
    /^(?:puedes|podrías|puede|sabes|es verdad|es cierto|hay alguna|crees)(?= |$)/,
    /^(?:explica|explícame|define|describe|dime|cuéntame) /,
    /^(?:me pregunto|quiero saber|quisiera saber|me gustaría saber)(?= |$)/,
  ],
  reflection: [
    /^(?:ya |aún |todavía )?no (?:lo |la |los |las )?(?:entiendo|comprendo|recuerdo|consigo|veo)(?= |$)/,
    /^me (?:di|he dado|doy) cuenta\b|^me (?:cuesta|siento|sorprende|sorprendió|confunde)(?= |$)/,
    /^(?:estoy|me siento|sigo) (?:atascad[oa]|confundid[oa]|perdid[oa]|orgullos[oa]|frustrad[oa]|sorprendid[oa]|inseguro|insegura)(?= |$)/,
    /^(?:ahora|por fin|finalmente) (?:lo )?(?:entiendo|comprendo|veo)(?= |$)|^antes (?:pensaba|creía)(?= |$)/,
  ],
  ordinals:
    /(?<=^| )(?:primero|segundo|tercero|cuarto|después|luego|finalmente|por último|paso (?:uno|dos|tres))(?= |$)/g,
  announced:
    /(?<=^| )(?:dos|tres|cuatro|cinco|seis|varios|varias) (?:[^ ]+ )?(?:tipos|partes|razones|cosas|pasos|clases|puntos|formas|ejemplos|metas)(?= |$)/,
}

export const FRENCH: Phrases = {
  around:
    /^(?:(?:ok|bon|bien|alors|merci|merci beaucoup|donc|oui|non|et|je crois que|je pense que|salut|parfait)(?: |$))+|(?: (?:merci|merci beaucoup|mon ami|à tous|sil te plaît|sil vous plaît|donc|alors))+$/g,
  softly: /^(?:(?:et|mais|alors|bon|ok|oui|non|euh|bonjour|salut|donc|sil te plaît) )+/,
  farewell: [
    /^(?:au revoir|salut|adieu|bonne nuit|bonne soirée|bonne journée|à (?:demain|bientôt|plus tard|plus|la prochaine|tout à lheure|lundi))(?: (?:à (?:demain|bientôt|plus)))*$/,
    /^(?:cest|ce sera|ça sera|voilà cest) (?:tout|fini|bon|assez)(?: pour (?:aujourdhui|maintenant|ce soir|moi))?$|^assez pour aujourdhui$/,
    /^(?:arrêtons(?: nous|-nous)?|terminons|finissons)(?: (?:ici|là|maintenant|pour aujourdhui))*$/,
    /^(?:on peut|on va|je veux|je voudrais|nous pouvons) (?:arrêter|terminer|finir|sarrêter|marrêter)(?: (?:ici|là|maintenant|pour aujourdhui))*$/,
    /^(?:je dois|il faut que je|je vais devoir) (?:y aller|partir|men aller|y aille|arrêter|parte)(?: maintenant)?$|^je (?:men vais|pars)(?: maintenant)?$/,
  ],
  command: [
    /^(?:résume|répète|cherche|efface|supprime|garde|montre|montre-moi|lis|traduis|rappelle-moi|arrête|attends|stop|énumère|liste|interroge-moi|oublie|recommence)(?: .*)?$/,
    /^(?:parlons de|changeons)(?= |$)/,
  ],
  question: [
    /^(?:quest-ce|est-ce|quest ce|est ce|pourquoi|comment|quand|où|qui|quoi|combien|quels?|quelles?|à quoi|de quoi|doù|que signifie|que veut)(?: |$)/,
    /^(?:peux-tu|pouvez-vous|peut-on|pourrais-tu|sais-tu|as-tu|es-tu|est-il|est-elle|y a-t-il|crois-tu|dois-je|puis-je|ai-je)(?= |$)/,
    /^(?:explique|explique-moi|définis|décris|dis-moi|raconte|raconte-moi) /,
    /^je (?:me demande|voudrais savoir|veux savoir|aimerais savoir)(?= |$)/,
  ],
  reflection: [
    /^je ne (?:le |la |les |me )?(?:comprends|vois|saisis|souviens|sais) (?:pas|plus|toujours pas|rien)(?= |$)|^je comprends pas(?= |$)/,
    /^je (?:me )?(?:suis|sens|me sens) (?:bloquée?|perdue?|confuse?|fière?|frustrée?|surprise?|rendue? compte|aperçue?)(?= |$)/,
    /^jai (?:du mal|réalisé|compris|remarqué|constaté)(?= |$)|^(?:maintenant|enfin) je (?:comprends|vois)(?= |$)|^avant je (?:pensais|croyais)(?= |$)/,
  ],
  ordinals:
    /(?<=^| )(?:premièrement|deuxièmement|troisièmement|dabord|ensuite|puis|enfin|étape (?:un|deux|trois))(?= |$)/g,
  announced:
    /(?<=^| )(?:deux|trois|quatre|cinq|six|plusieurs) (?:[^ ]+ )?(?:sortes|parties|raisons|choses|étapes|types|points|formes|exemples|buts)(?= |$)/,
}

/** Japanese has no blanks between words, so its expressions are tried on the sentence itself, marks taken off. */
export const JAPANESE: Phrases = {
  around:
    /^(?:はい|ありがとう(?:ございます|ございました)?|では|じゃあ(?!ね)|それでは|うん|よし)+[、\s]*|(?:です|ね|よ)?[、\s]*ありがとう(?:ございます|ございました)?$/g,
  softly: /^(?:あの|えっと|ええと|でも|じゃあ|では|それで|ねえ|ところで)+[、\s]*/,
  farewell: [
    /^(?:さようなら|さよなら|バイバイ|ばいばい|じゃあ?(?:ね|また)(?:、?また(?:ね|明日|今度))?|では(?:また|、また)|また(?:ね|明日|今度|来週|後で)|おやすみ(?:なさい)?|失礼します|お疲れ様(?:でした)?)$/,
    /^(?:今日|きょう|今回)?は?(?:ここまで|これで(?:終わり|おしまい|十分))(?:です|にします|にしましょう|にしよう|だ)?$|^(?:終わり|おしまい)(?:に(?:しましょう|しよう|します)|です)?$/,
    /^もう(?:行か|いか|寝)(?:なきゃ|ないと|なければ).{0,6}$/,
  ],
  command: [
    /(?:まとめ|繰り返し|もう一度言っ|検索し|探し|消し|削除し|覚え|読ん|訳し|止め|待っ)(?:て|で)(?:ください|くれ|ね|ほしい)?$/,
  ],
  question: [
    /(?:か|かな|かしら|のですか|でしょうか)$/,
    /^(?:なぜ|なんで|どうして|どうやって|何|なに|誰|だれ|いつ|どこ|どれ|どの|いくつ|いくら).*/,
    /(?:説明し|教え)て(?:ください|くれ|ほしい|ね)?$/,
  ],
  reflection: [
    /(?:わかりません|分かりません|わからない|分からない|理解できない|気づいた|気づきました|感じる|感じます|感じた|理解できた|わかってきた|難しいと思う|困って(?:いる|います)|迷って(?:いる|います))$/,
  ],
  ordinals: /(?:まず|次に|最後に|第一に|第二に|第三に|一つ目|二つ目|三つ目)/g,
  announced: NEVER,
}
