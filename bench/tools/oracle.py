"""Writes oracle.json: what is asked, and what is true, worked out by Python alone (fractions, decimal, datetime, zoneinfo).

    python3 bench/tools/oracle.py > bench/tools/oracle.json

Nothing here is shared with what it judges: the numbers, units, number words and calendars are written down anew.
"""
import json
import math
import random
from datetime import date, datetime, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

random.seed(20261128)
CASES = []
NOW = "2026-11-28T10:00:00Z"
TODAY = date(2026, 11, 28)
LANGUAGES = ["en", "de", "fr", "es"]


def add(sort, ask, language="en", **expected):
    CASES.append({"sort": sort, "ask": ask, "language": language, "expected": expected})


def fraction(value):
    return f"{value.numerator}/{value.denominator}"


GROUP = {"en": ",", "de": ".", "fr": "\u202f", "es": "."}
POINT = {"en": ".", "de": ",", "fr": ",", "es": ","}


def written(value, language):
    """A decimal fraction as people of that language write it."""
    sign = "-" if value < 0 else ""
    value = abs(value)
    whole, rest = divmod(value, 1)
    digits = f"{int(whole):,}".replace(",", GROUP[language])
    places = ""
    while rest:
        rest *= 10
        digit, rest = divmod(rest, 1)
        places += str(int(digit))
    return sign + digits + (POINT[language] + places if places else "")


def decimal(least, most, places):
    return Fraction(random.randint(least * 10**places, most * 10**places), 10**places)


def expression(depth):
    """A random sum and its exact value."""
    if depth == 0 or random.random() < 0.25:
        value = decimal(0, 999, random.choice([0, 0, 1, 2]))
        return written(value, "en").replace(",", ""), value, 9
    op = random.choice(["+", "-", "*", "/", "+", "-", "*", "^"])
    left, a, pa = expression(depth - 1)
    right, b, pb = expression(depth - 1)
    if op == "^":
        n = random.randint(0, 4)
        return f"({left})^{n}", a**n, 9
    if op == "/" and b == 0:
        op = "+"
    rank = {"+": 1, "-": 1, "*": 2, "/": 2}[op]
    if pa < rank:
        left = f"({left})"
    if pb < rank or (pb == rank and op in "-/"):
        right = f"({right})"
    value = {"+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b}[op]()
    return f"{left} {op} {right}", value, rank


for n in range(110):
    while True:
        text, value, _ = expression(3)
        if any(sign in text for sign in "+*/^-"):
            break
    add("sum", "what is " + text + "?", value=fraction(value))

PERCENT = {
    "en": "what is {p} % of {v}?",
    "de": "was sind {p} Prozent von {v}?",
    "fr": "combien font {p} % de {v} ?",
    "es": "¿cuánto es el {p} por ciento de {v}?",
}
for n in range(40):
    language = LANGUAGES[n % 4]
    p, v = decimal(1, 99, random.choice([0, 0, 1])), decimal(10, 99999, random.choice([0, 0, 2]))
    ask = PERCENT[language].format(p=written(p, language), v=written(v, language))
    add("percent", ask, language, value=fraction(p * v / 100))
for n in range(10):
    p, v = random.randint(1, 90), random.randint(10, 900)
    add("percent", f"{p} % off {v}", value=fraction(Fraction(v * (100 - p), 100)))
    add("percent", f"{v} plus {p} %", value=fraction(Fraction(v * (100 + p), 100)))

# Number words, written here and read there.
EN = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen".split()
EN10 = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()


def english(n):
    if n < 20:
        return EN[n]
    if n < 100:
        return EN10[n // 10] + ("-" + EN[n % 10] if n % 10 else "")
    if n < 1000:
        return EN[n // 100] + " hundred" + (" and " + english(n % 100) if n % 100 else "")
    for size, name in ((1_000_000, "million"), (1000, "thousand")):
        if n >= size:
            rest = n % size
            return english(n // size) + " " + name + (("" if rest >= 100 else " and") + " " + english(rest) if rest else "")


DE = "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn neunzehn".split()
DE10 = "_ _ zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()


def german(n, alone=True):
    if n == 1 and not alone:
        return "ein"
    if n < 20:
        return DE[n]
    if n < 100:
        return (german(n % 10, False) + "und" if n % 10 else "") + DE10[n // 10]
    if n < 1000:
        return german(n // 100, False) + "hundert" + (german(n % 100) if n % 100 else "")
    if n < 1_000_000:
        return german(n // 1000, False) + "tausend" + (german(n % 1000) if n % 1000 else "")
    rest = n % 1_000_000
    count = n // 1_000_000
    return ("eine Million" if count == 1 else german(count) + " Millionen") + (" " + german(rest) if rest else "")


FR = "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit dix-neuf".split()
FR10 = "_ _ vingt trente quarante cinquante soixante".split()


def french(n, last=True):
    if n < 20:
        return FR[n]
    if n < 70:
        one = n % 10
        return FR10[n // 10] + ("" if one == 0 else " et un" if one == 1 else "-" + FR[one])
    if n < 80:
        return "soixante et onze" if n == 71 else "soixante-" + FR[n - 60]
    if n < 100:
        return "quatre-vingts" if n == 80 else "quatre-vingt-" + FR[n - 80]
    if n < 1000:
        hundreds, rest = divmod(n, 100)
        head = "cent" if hundreds == 1 else FR[hundreds] + " cent" + ("s" if rest == 0 and last else "")
        return head + (" " + french(rest) if rest else "")
    if n < 1_000_000:
        thousands, rest = divmod(n, 1000)
        return ("mille" if thousands == 1 else french(thousands, False).replace("vingts", "vingt") + " mille") + (" " + french(rest) if rest else "")
    millions, rest = divmod(n, 1_000_000)
    return french(millions) + (" million" if millions == 1 else " millions") + (" " + french(rest) if rest else "")


ES = "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve".split()
ES10 = "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
ES100 = "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos".split()


def spanish(n):
    if n < 30:
        return ES[n]
    if n < 100:
        return ES10[n // 10] + (" y " + ES[n % 10] if n % 10 else "")
    if n == 100:
        return "cien"
    if n < 1000:
        return ES100[n // 100] + (" " + spanish(n % 100) if n % 100 else "")
    if n < 1_000_000:
        thousands, rest = divmod(n, 1000)
        head = "mil" if thousands == 1 else spanish(thousands).replace("veintiuno", "veintiún").replace("uno", "un") + " mil"
        return head + (" " + spanish(rest) if rest else "")
    millions, rest = divmod(n, 1_000_000)
    head = "un millón" if millions == 1 else spanish(millions).replace("veintiuno", "veintiún").replace("uno", "un") + " millones"
    return head + (" " + spanish(rest) if rest else "")


SPOKEN = {
    "en": (english, "what is {a} {op} {b}?", {"+": "plus", "-": "minus", "*": "times", "/": "divided by"}),
    "de": (german, "was ist {a} {op} {b}?", {"+": "plus", "-": "minus", "*": "mal", "/": "geteilt durch"}),
    "fr": (french, "combien font {a} {op} {b} ?", {"+": "plus", "-": "moins", "*": "fois", "/": "divisé par"}),
    "es": (spanish, "¿cuánto es {a} {op} {b}?", {"+": "más", "-": "menos", "*": "por", "/": "dividido entre"}),
}
for n in range(80):
    language = LANGUAGES[n % 4]
    say, frame, ops = SPOKEN[language]
    a = random.choice([random.randint(1, 99), random.randint(100, 9999), random.randint(10_000, 3_999_999)])
    b = random.choice([random.randint(1, 20), random.randint(21, 999)])
    op = random.choice("+-*/")
    value = {"+": Fraction(a + b), "-": Fraction(a - b), "*": Fraction(a * b), "/": Fraction(a, b)}[op]
    add("spoken", frame.format(a=say(a), op=ops[op], b=say(b)), language, value=fraction(value))

F = Fraction
UNITS = [
    ("km", "miles", F(1000) / F("1609.344")),
    ("miles", "km", F("1.609344")),
    ("inches", "cm", F("2.54")),
    ("feet", "metres", F("0.3048")),
    ("yards", "metres", F("0.9144")),
    ("kg", "pounds", 1 / F("0.45359237")),
    ("pounds", "kg", F("0.45359237")),
    ("ounces", "grams", F("28.349523125")),
    ("stone", "kg", F("6.35029318")),
    ("litres", "us gallons", 1 / F("3.785411784")),
    ("imperial gallons", "litres", F("4.54609")),
    ("ml", "litres", F(1, 1000)),
    ("acres", "hectares", F("0.40468564224")),
    ("square feet", "square metres", F("0.09290304")),
    ("km/h", "mph", 1 / F("1.609344")),
    ("m/s", "km/h", F("3.6")),
    ("knots", "km/h", F("1.852")),
    ("hours", "minutes", F(60)),
    ("days", "hours", F(24)),
    ("weeks", "days", F(7)),
    ("gigabytes", "megabytes", F(1000)),
    ("GiB", "MiB", F(1024)),
    ("megabytes", "bits", F(8_000_000)),
    ("kcal", "kJ", F("4.184")),
    ("kWh", "MJ", F("3.6")),
    ("bar", "hPa", F(1000)),
    ("atm", "kPa", F("101.325")),
]
for n in range(54):
    source, target, factor = UNITS[n % len(UNITS)]
    v = decimal(1, 500, random.choice([0, 1]))
    ask = random.choice(["{v} {s} in {t}", "convert {v} {s} to {t}", "what is {v} {s} in {t}?"])
    add("unit", ask.format(v=written(v, "en"), s=source, t=target), value=fraction(v * factor), rounded=4)
for n in range(12):
    v = Fraction(random.randint(-40, 300))
    if n % 3 == 0:
        add("unit", f"{v} fahrenheit in celsius", value=fraction((v - 32) * 5 / 9), rounded=4)
    elif n % 3 == 1:
        add("unit", f"what is {v} celsius in fahrenheit", value=fraction(v * 9 / 5 + 32), rounded=4)
    else:
        add("unit", f"{v} celsius in kelvin", value=fraction(v + F("273.15")), rounded=4)

for n in range(12):
    v = random.randint(2, 5000)
    root = math.isqrt(v)
    expected = {"value": fraction(F(root))} if root * root == v else {"about": math.sqrt(v)}
    add("function", f"square root of {v}", **expected)
    add("function", f"what is the natural log of {v}?", about=math.log(v))
for angle in (0, 30, 45, 60, 90, 120, 17, 200):
    add("function", f"sine of {angle} degrees", about=math.sin(math.radians(angle)))
    add("function", f"cos({angle}°)", about=math.cos(math.radians(angle)))
for n in (5, 10, 20, 25):
    add("function", f"what is {n} factorial?", value=fraction(F(math.factorial(n))))
add("function", "what is sin(2 rad)?", about=math.sin(2))
add("function", "log2(1024)", value="10/1")
add("function", "log(1000)", value="3/1")
add("function", "2 * pi", about=2 * math.pi)

MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
}


def day(d, language):
    month = MONTHS[language][d.month - 1]
    return {
        "en": f"{d.day} {month} {d.year}",
        "de": f"{d.day}. {month} {d.year}",
        "fr": f"{d.day} {month} {d.year}",
        "es": f"{d.day} de {month} de {d.year}",
    }[language]


def some_day():
    return date(1970, 1, 1) + timedelta(days=random.randint(0, 25_000))


def months_later(d, count):
    index = d.year * 12 + d.month - 1 + count
    year, month = divmod(index, 12)
    last = (date(year + (month == 11), (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(year, month + 1, min(d.day, last))


IN_DAYS = {
    "en": "what day is it in {n} days?",
    "de": "welcher Tag ist in {n} Tagen?",
    "fr": "quel jour serons-nous dans {n} jours ?",
    "es": "¿qué día será dentro de {n} días?",
}
for n in range(24):
    language = LANGUAGES[n % 4]
    count = random.randint(2, 900)
    add("date", IN_DAYS[language].format(n=count), language, date=str(TODAY + timedelta(days=count)))
for n in range(16):
    d, count = some_day(), random.randint(2, 30)
    add("date", f"what date is {count} weeks after {day(d, 'en')}?", date=str(d + timedelta(weeks=count)))
    add("date", f"what date is {count} months after {day(d, 'en')}?", date=str(months_later(d, count)))
for n in range(6):
    d = date(random.randint(1990, 2024), random.choice([1, 3, 5, 8, 10]), 31)
    add("date", f"what date is 1 month after {day(d, 'en')}?", date=str(months_later(d, 1)))
for n in range(10):
    count, d = random.randint(1, 60), TODAY
    left = count
    while left:
        d += timedelta(days=1)
        left -= d.weekday() < 5
    add("date", f"what is the date in {count} business days?", date=str(d))

WEEKDAY = {
    "en": "what weekday was {d}?",
    "de": "welcher Wochentag war der {d}?",
    "fr": "quel jour de la semaine était le {d} ?",
    "es": "¿qué día de la semana fue el {d}?",
}
for n in range(28):
    language = LANGUAGES[n % 4]
    d = some_day()
    add("weekday", WEEKDAY[language].format(d=day(d, language)), language, weekday=d.isoweekday())
for n in range(20):
    a, b = some_day(), some_day()
    add("between", f"how many days between {day(a, 'en')} and {day(b, 'en')}?", days=abs((b - a).days))
for n in range(12):
    language = LANGUAGES[n % 4]
    d = TODAY + timedelta(days=random.randint(2, 900))
    frame = {
        "en": "how many days until {d}?",
        "de": "wie viele Tage sind es bis zum {d}?",
        "fr": "combien de jours jusqu'au {d} ?",
        "es": "¿cuántos días faltan para el {d}?",
    }[language]
    add("between", frame.format(d=day(d, language)), language, days=(d - TODAY).days)
for n in range(10):
    d = some_day()
    year, week, _ = d.isocalendar()
    add("week", f"what week is {day(d, 'en')}?", week=week, year=year)

PLACES = {
    "Lisbon": "Europe/Lisbon", "Tokyo": "Asia/Tokyo", "Berlin": "Europe/Berlin", "New York": "America/New_York",
    "Los Angeles": "America/Los_Angeles", "Sydney": "Australia/Sydney", "Mumbai": "Asia/Kolkata",
    "Kathmandu": "Asia/Kathmandu", "London": "Europe/London", "Chicago": "America/Chicago", "Auckland": "Pacific/Auckland",
    "Johannesburg": "Africa/Johannesburg", "Singapore": "Asia/Singapore", "Adelaide": "Australia/Adelaide",
}
for n in range(50):
    a, b = random.sample(list(PLACES), 2)
    d = date(2000, 1, 1) + timedelta(days=random.randint(0, 9_400))
    if n % 5 == 0:
        # Days on which clocks change somewhere.
        d = random.choice([date(2024, 3, 31), date(2024, 10, 27), date(2023, 3, 12), date(2023, 11, 5), date(2024, 4, 7)])
    hour, minute = random.randint(4, 23), random.choice([0, 15, 30, 45])
    here = datetime(d.year, d.month, d.day, hour, minute, tzinfo=ZoneInfo(PLACES[a]))
    there = here.astimezone(ZoneInfo("UTC")).astimezone(ZoneInfo(PLACES[b]))
    add("zone", f"what is {hour:02}:{minute:02} on {day(d, 'en')} in {a} in {b}?", clock=there.strftime("%Y-%m-%dT%H:%M"))
for place, zone in PLACES.items():
    there = datetime(2026, 11, 28, 10, 0, tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone))
    add("zone", f"what time is it in {place}?", clock=there.strftime("%Y-%m-%dT%H:%M"))

for ask in (
    "what is 9**9**9?", "what is 9^9^9^9", "10^100000", "what is 5 / 0", "0^-1", "what is 99999999 factorial", "1" + "+1" * 5_000,
    "(" * 4_000 + "1" + ")" * 4_000, "what is " + "-" * 3_000 + "1", "sqrt(" * 1_500 + "2" + ")" * 1_500, "2^" * 200 + "2", "9!!!!!!",
    "(9!)!", "what is " + "9" * 5_000 + " * 2", "(10^300)^300", "2^0.5^-99999999", "square root of minus 4", "ln(0)", "5 km + 3 kg",
    "convert 5 km to kg", "mod(5, 0)", "5 mod 0", "1/(1-1)", "((((((1", "what is 3 +", "what is 10 % off", "1e999999 * 10", "tan(90°)",
    "what is 12 celsius in miles", "what weekday was 31 February 2023", "what date is 99999999999 days after 1 May 2000",
    "what is 02:30 on 31 March 2024 in Berlin in Tokyo?", "what weekday was 30 February 2024?", "how many days until 32 December 2027?",
):
    add("refused", ask, refused=True)

print(json.dumps({"about": "See oracle.py.", "now": NOW, "timezone": "UTC", "cases": CASES}, ensure_ascii=False, indent=None, separators=(",", ":")).replace('{"sort"', '\n{"sort"'))
