/** Zones of states, provinces and large countries, by name without accents, several by comma. */
const REGIONS: Record<string, string> = {
  'America/New_York':
    'new york, new jersey, massachusetts, connecticut, rhode island, vermont, new hampshire, maine, pennsylvania, delaware, maryland, virginia, west virginia, north carolina, south carolina, georgia, florida, ohio, michigan, indiana, kentucky, tennessee, district of columbia, dc',
  'America/Chicago':
    'illinois, wisconsin, minnesota, iowa, missouri, arkansas, louisiana, mississippi, alabama, tennessee, kentucky, texas, oklahoma, kansas, nebraska, south dakota, north dakota, indiana, florida',
  'America/Denver':
    'colorado, utah, new mexico, wyoming, montana, idaho, nebraska, kansas, south dakota, north dakota, texas',
  'America/Phoenix': 'arizona',
  'America/Los_Angeles': 'california, kalifornien, californie, oregon, washington, nevada, idaho',
  'America/Anchorage': 'alaska',
  'Pacific/Honolulu': 'hawaii',
  'America/Toronto': 'ontario, quebec',
  'America/Vancouver': 'british columbia',
  'America/Edmonton': 'alberta',
  'America/Winnipeg': 'manitoba',
  'America/Halifax': 'nova scotia',
  'Australia/Sydney': 'new south wales',
  'Australia/Melbourne': 'victoria',
  'Australia/Brisbane': 'queensland',
  'Australia/Perth': 'western australia',
  'Australia/Adelaide': 'south australia',
  'Europe/London': 'england, scotland, wales, northern ireland',
}
const COUNTRIES: Record<string, RegExp> = {
  usa: /^(?:America\/(?:New_York|Chicago|Denver|Phoenix|Los_Angeles|Anchorage|Detroit|Indiana\/.+|Boise)|Pacific\/Honolulu)$/,
  canada: /^America\/(?:Toronto|Vancouver|Edmonton|Winnipeg|Halifax|Regina|St_Johns|Montreal)$/,
  australia: /^Australia\//,
  brazil: /^America\/(?:Sao_Paulo|Manaus|Bahia|Recife|Fortaleza|Belem)$/,
  mexico: /^America\/(?:Mexico_City|Tijuana|Cancun|Monterrey|Merida|Hermosillo|Chihuahua)$/,
  russia:
    /^(?:Europe\/Moscow|Europe\/Samara|Asia\/(?:Yekaterinburg|Omsk|Novosibirsk|Krasnoyarsk|Irkutsk|Vladivostok))$/,
}

const regions = new Map<string, Set<string>>()
for (const [zone, list] of Object.entries(REGIONS))
  for (const name of list.split(', ')) regions.set(name, (regions.get(name) ?? new Set()).add(zone))

/** Whether a zone (IANA name) is that of a part of a region or a large country, both named in lower case without accents. Pure. */
export const isPartOf = (zone: string, region: string): boolean =>
  regions.get(region)?.has(zone) === true || COUNTRIES[region]?.test(zone) === true
