/**
 * Units, by what they measure: symbol, how much of the base unit one is (`from` where its zero stands), other spellings in any language, and what
 * it is called in English, German, French and Spanish, by comma. A line that is set in further goes on from the one before. Factors are those of
 * the SI brochure (9th edition) and of NIST Special Publication 811, appendix B: exact by definition. How many degrees a radian has is no fraction:
 * only sines and their like take it.
 */
export const UNIT_TABLE = `
length
  mm | 0.001 |  | millimetre, millimetres, millimeter, millimeters | millimeter | millimètre, millimètres | milímetro, milímetros
  cm | 0.01 |  | centimetre, centimetres, centimeter, centimeters | zentimeter | centimètre, centimètres | centímetro, centímetros
  m | 1 |  | metre, metres, meter, meters | meter, metern | mètre, mètres | metro, metros
  km | 1000 |  | kilometre, kilometres, kilometer, kilometers | kilometer, kilometern | kilomètre, kilomètres | kilómetro, kilómetros
  in | 0.0254 |  | inch, inches | zoll | pouce, pouces | pulgada, pulgadas
  ft | 0.3048 |  | foot, feet | fuß, fuss | pied, pieds | pie, pies
  yd | 0.9144 |  | yard, yards | yard, yards | yard, yards | yarda, yardas
  mi | 1609.344 |  | mile, miles | meile, meilen | mile, miles | milla, millas
  nmi | 1852 |  | nautical mile, nautical miles | seemeile, seemeilen | mille marin, milles marins | milla náutica, millas náuticas

mass
  mg | 0.001 |  | milligram, milligrams | milligramm | milligramme, milligrammes | miligramo, miligramos
  g | 1 |  | gram, grams, gramme, grammes | gramm | gramme, grammes | gramo, gramos
  kg | 1000 |  | kilogram, kilograms, kilo, kilos | kilogramm, kilo | kilogramme, kilogrammes, kilo, kilos |
    kilogramo, kilogramos, kilo, kilos
  t | 1000000 |  | tonne, tonnes, metric ton, metric tons | tonne, tonnen | tonne, tonnes | tonelada, toneladas
  oz | 28.349523125 |  | ounce, ounces | unze, unzen | once, onces | onza, onzas
  lb | 453.59237 | lbs | pound, pounds | pfund | livre, livres | libra, libras
  st | 6350.29318 |  | stone, stones

volume
  ml | 0.001 |  | millilitre, millilitres, milliliter, milliliters | milliliter | millilitre, millilitres | mililitro, mililitros
  cl | 0.01 |  | centilitre, centilitres, centiliter, centiliters | zentiliter | centilitre, centilitres | centilitro, centilitros
  l | 1 |  | litre, litres, liter, liters | liter, litern | litre, litres | litro, litros
  m³ | 1000 | m3, cubic m | cubic metre, cubic metres, cubic meter, cubic meters | kubikmeter | mètre cube, mètres cubes |
    metro cúbico, metros cúbicos
  US tsp | 0.00492892159375 | tsp | teaspoon, teaspoons, us teaspoon, us teaspoons | teelöffel, teelöffeln | cuillère à café, cuillères à café | cucharadita, cucharaditas
  US tbsp | 0.01478676478125 | tbsp | tablespoon, tablespoons, us tablespoon, us tablespoons | esslöffel, esslöffeln | cuillère à soupe, cuillères à soupe | cucharada, cucharadas
  US fl oz | 0.0295735295625 | fl oz | fluid ounce, fluid ounces, us fluid ounce, us fluid ounces
  US cup | 0.2365882365 |  | us cup, us cups, cup, cups | tasse, tassen | tasse, tasses | taza, tazas
  US pt | 0.473176473 |  | us pint, us pints, pint, pints
  US gal | 3.785411784 |  | us gallon, us gallons, gallon, gallons | gallone, gallonen | gallon, gallons | galón, galones
  imp pt | 0.56826125 |  | imperial pint, imperial pints, uk pint, uk pints
  imp gal | 4.54609 |  | imperial gallon, imperial gallons, uk gallon, uk gallons

area
  cm² | 0.0001 | cm2 | square centimetre, square centimetres, square centimeter, square centimeters | quadratzentimeter |
    centimètre carré, centimètres carrés | centímetro cuadrado, centímetros cuadrados
  m² | 1 | m2, sqm | square metre, square metres, square meter, square meters | quadratmeter | mètre carré, mètres carrés |
    metro cuadrado, metros cuadrados
  km² | 1000000 | km2 | square kilometre, square kilometres, square kilometer, square kilometers | quadratkilometer |
    kilomètre carré, kilomètres carrés | kilómetro cuadrado, kilómetros cuadrados
  ha | 10000 |  | hectare, hectares | hektar | hectare, hectares | hectárea, hectáreas
  in² | 0.00064516 | in2, sq in | square inch, square inches | quadratzoll
  ft² | 0.09290304 | ft2, sq ft | square foot, square feet | quadratfuß | pied carré, pieds carrés | pie cuadrado, pies cuadrados
  ac | 4046.8564224 |  | acre, acres | acre, acres | acre, acres | acre, acres
  mi² | 2589988.110336 | mi2, sq mi | square mile, square miles | quadratmeile, quadratmeilen

temperature
  °C | 1 from 273.15 | c, ° c | celsius, degree celsius, degrees celsius, centigrade, degrees centigrade | celsius, grad celsius |
    celsius, degré celsius, degrés celsius | celsius, grado celsius, grados celsius, centígrados, grados centígrados
  °F | 5/9 from 45967/180 | f, ° f | fahrenheit, degree fahrenheit, degrees fahrenheit | fahrenheit, grad fahrenheit |
    fahrenheit, degré fahrenheit, degrés fahrenheit | fahrenheit, grado fahrenheit, grados fahrenheit
  K | 1 from 0 |  | kelvin, kelvins | kelvin | kelvin, kelvins | kelvin, kelvins

speed
  km/h | 5/18 | kmh, kph | kilometres per hour, kilometers per hour | kilometer pro stunde, stundenkilometer |
    kilomètres par heure, kilomètres heure | kilómetros por hora
  m/s | 1 |  | metres per second, meters per second | meter pro sekunde | mètres par seconde | metros por segundo
  mph | 0.44704 |  | miles per hour | meilen pro stunde | miles par heure | millas por hora
  kn | 463/900 |  | knot, knots | knoten | nœud, nœuds, noeuds | nudo, nudos

time
  ms | 0.001 |  | millisecond, milliseconds | millisekunde, millisekunden | milliseconde, millisecondes | milisegundo, milisegundos
  s | 1 | sec | second, seconds | sekunde, sekunden | seconde, secondes | segundo, segundos
  min | 60 |  | minute, minutes | minute, minuten | minute, minutes | minuto, minutos
  h | 3600 | hrs | hour, hours | stunde, stunden | heure, heures | hora, horas
  d | 86400 |  | day, days | tag, tage, tagen | jour, jours | día, días
  wk | 604800 |  | week, weeks | woche, wochen | semaine, semaines | semana, semanas

data
  bit | 1 | bits
  B | 8 | byte, bytes |  |  | octet, octets
  kB | 8000 | kb, kilobyte, kilobytes |  |  | kilooctets, ko
  MB | 8000000 | megabyte, megabytes |  |  | mégaoctets, mo
  GB | 8000000000 | gigabyte, gigabytes |  |  | gigaoctets, go
  TB | 8000000000000 | terabyte, terabytes |  |  | téraoctets
  KiB | 8192 | kibibyte, kibibytes
  MiB | 8388608 | mebibyte, mebibytes
  GiB | 8589934592 | gibibyte, gibibytes
  TiB | 8796093022208 | tebibyte, tebibytes

energy
  J | 1 | joule, joules
  kJ | 1000 | kilojoule, kilojoules
  MJ | 1000000 | megajoule, megajoules
  cal | 4.184 |  | calorie, calories | kalorie, kalorien | calorie, calories | caloría, calorías
  kcal | 4184 |  | kilocalorie, kilocalories | kilokalorie, kilokalorien | kilocalorie, kilocalories | kilocaloría, kilocalorías
  Wh | 3600
  kWh | 3600000 |  | kilowatt hour, kilowatt hours | kilowattstunde, kilowattstunden

pressure
  Pa | 1 | pascal, pascals
  hPa | 100 | hectopascal, hectopascals, hektopascal, mbar, millibar
  kPa | 1000 | kilopascal, kilopascals
  bar | 100000 | bars
  atm | 101325 |  | atmosphere, atmospheres | atmosphäre, atmosphären | atmosphère, atmosphères | atmósfera, atmósferas
  psi | 4.4482216152605/0.00064516
  mmHg | 133.322387415

angle
  ° | 1 |  | degree, degrees | grad | degré, degrés | grado, grados
  rad | 1 | radian, radians, radiant, radianes

dollars
  $ | 1 |  | dollar, dollars | dollar | dollar, dollars | dólar, dólares

euros
  € | 1 |  | euro, euros | euro, euros | euro, euros | euro, euros
`
