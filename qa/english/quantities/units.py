"""Units that reports write after or before a number: currencies by their codes, measures in the first of their kind."""

CURRENCIES = {
    "$": "USD", "us$": "USD", "usd": "USD", "dollar": "USD", "a$": "AUD", "au$": "AUD", "c$": "CAD", "ca$": "CAD",
    "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "£": "GBP", "gbp": "GBP", "pound": "GBP", "€": "EUR", "eur": "EUR",
    "euro": "EUR", "¥": "JPY", "yen": "JPY", "yuan": "CNY", "renminbi": "CNY", "₹": "INR", "rs": "INR", "rupee": "INR",
    "₩": "KRW", "won": "KRW", "franc": "CHF", "chf": "CHF", "krona": "SEK", "krone": "NOK", "kroner": "NOK",
    "kronor": "SEK", "zloty": "PLN", "peso": "MXN", "rand": "ZAR", "rouble": "RUB", "ruble": "RUB", "lira": "TRY",
    "real": "BRL", "reais": "BRL", "shekel": "ILS", "naira": "NGN", "crown": "CZK",
}  # fmt: skip
# Units of measure, as so many of the first of their kind.
MEASURES: dict[str, dict[str, float]] = {
    "length": {"metre": 1, "meter": 1, "m": 1, "km": 1e3, "kilometre": 1e3, "kilometer": 1e3, "mile": 1609.34,
               "foot": 0.3048, "feet": 0.3048, "ft": 0.3048, "inch": 0.0254, "inche": 0.0254, "centimetre": 0.01,
               "centimeter": 0.01, "cm": 0.01, "millimetre": 0.001, "millimeter": 0.001, "mm": 0.001, "yard": 0.9144},
    "weight": {"kilogram": 1, "kilo": 1, "kg": 1, "gram": 0.001, "tonne": 1e3, "ton": 1e3, "metric ton": 1e3,
               "pound": 0.45359, "lb": 0.45359, "ounce": 0.02835, "stone": 6.35},
    "area": {"acre": 4046.86, "hectare": 1e4, "square mile": 2.59e6, "square kilometre": 1e6, "square kilometer": 1e6,
             "sq km": 1e6, "square metre": 1, "square meter": 1, "square foot": 0.0929, "square feet": 0.0929,
             "sq m": 1, "sq ft": 0.0929, "sq mile": 2.59e6},
    "speed": {"mph": 1.609, "miles per hour": 1.609, "mile an hour": 1.609, "miles an hour": 1.609, "km/h": 1,
              "kph": 1, "kmh": 1, "kilometres per hour": 1, "kilometers per hour": 1, "kilometres an hour": 1,
              "kilometers an hour": 1, "knot": 1.852},
    "volume": {"litre": 1, "liter": 1, "gallon": 3.785, "barrel": 159, "cubic metre": 1e3, "cubic meter": 1e3},
    "time": {"second": 1 / 3600, "minute": 1 / 60, "hour": 1, "day": 24, "week": 168, "month": 730.5, "year": 8766,
             "decade": 87660},
    "power": {"megawatt": 1, "mw": 1, "gigawatt": 1e3, "gw": 1e3, "kilowatt": 1e-3},
    "temperature": {"°c": 1, "c": 1, "celsius": 1, "degrees celsius": 1, "°f": 1, "f": 1, "fahrenheit": 1,
                    "degrees fahrenheit": 1, "degree": 1, "degrees": 1},
}  # fmt: skip
UNITS = {unit: (kind, size) for kind, sizes in MEASURES.items() for unit, size in sizes.items()}
NOT_SPELT = frozenset(("m", "c", "f"))  # such a unit needs a figure right before it


def unit_named(words: str) -> tuple[str, str, float] | None:
    """The currency or kind of measure that some words name, the name itself, and how many of its kind's first it is."""
    coin = words.removeprefix("us ").removeprefix("australian ").removeprefix("canadian ")
    for name in (coin, coin.rstrip("s")):
        if name in CURRENCIES:
            country = {"a": "AUD", "c": "CAD"}.get(words[0]) if coin != words else None
            code = country or CURRENCIES[name]
            return code, code, 1.0
        if name in UNITS:
            kind, size = UNITS[name]
            return kind, name, size
    return None
