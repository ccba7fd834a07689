"""Units that figures are given in: dimension and factor to the base unit, and currencies.

A table of ours: `pint` needs seconds to start under load and reads no prose ("a 12-tonne lorry", "£0.21m" as metres).
Factors are exact by definition (international foot, pound and gallon; month and year of the Julian calendar).
"""

from __future__ import annotations

from dataclasses import dataclass

_DAY = 86400.0


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of ``dimension``: base value = value * ``factor`` + ``offset``."""

    dimension: str
    factor: float = 1.0
    offset: float = 0.0
    name: str = ""


def _units() -> dict[str, Unit]:
    found: dict[str, Unit] = {}
    rows: tuple[tuple[str, str, float], ...] = (
        ("length", "kilometre kilometer km", 1000),
        ("length", "metre meter m", 1),
        ("length", "centimetre centimeter cm", 0.01),
        ("length", "millimetre millimeter mm", 0.001),
        ("length", "mile", 1609.344),
        ("length", "yard", 0.9144),
        ("length", "foot feet ft", 0.3048),
        ("length", "inch inche", 0.0254),
        ("length", "nautical_mile", 1852),
        ("mass", "tonne ton t", 1000),
        ("mass", "kilogram kilo kg kilogramme", 1),
        ("mass", "gram gramme g", 0.001),
        ("mass", "milligram mg", 1e-6),
        ("mass", "microgram µg μg", 1e-9),
        ("mass", "ounce oz", 0.028349523125),
        ("mass", "lb", 0.45359237),
        ("volume", "litre liter", 0.001),
        ("volume", "millilitre milliliter ml", 1e-6),
        ("volume", "hectolitre hectoliter", 0.1),
        ("volume", "gallon", 0.00454609),
        ("volume", "barrel", 0.158987294928),
        ("volume", "cubic_metre cubic_meter m³", 1),
        ("volume", "cubic_kilometre cubic_kilometer", 1e9),
        ("area", "square_metre square_meter m²", 1),
        ("area", "square_kilometre square_kilometer km²", 1e6),
        ("area", "square_mile", 2589988.110336),
        ("area", "square_foot square_feet", 0.09290304),
        ("area", "hectare ha", 1e4),
        ("area", "acre", 4046.8564224),
        ("time", "second", 1),
        ("time", "minute min", 60),
        ("time", "hour", 3600),
        ("time", "day", _DAY),
        ("time", "night", _DAY),
        ("time", "week", 7 * _DAY),
        ("time", "fortnight", 14 * _DAY),
        ("time", "month", 30.4375 * _DAY),
        ("time", "year", 365.25 * _DAY),
        ("time", "decade", 3652.5 * _DAY),
        ("speed", "mph mile_per_hour mile_an_hour", 0.44704),
        ("speed", "km/h kph kmh kilometre_per_hour kilometre_an_hour kilometer_per_hour", 1 / 3.6),
        ("speed", "knot", 1852 / 3600),
        ("power", "watt", 1),
        ("power", "kilowatt kw", 1e3),
        ("power", "megawatt mw", 1e6),
        ("power", "gigawatt gw", 1e9),
        ("power", "terawatt tw", 1e12),
        ("energy", "kilowatt_hour kwh", 1e3),
        ("energy", "megawatt_hour mwh", 1e6),
        ("energy", "gigawatt_hour gwh", 1e9),
        ("energy", "terawatt_hour twh", 1e12),
        ("percent", "% percent per_cent pct", 1),
        ("points", "percentage_point", 1),
        ("points", "point pp", 1),
        ("temperature", "°c degree_celsius celsius", 1),
        ("temperature", "degree °", 1),
    )
    for dimension, names, factor in rows:
        words = names.split()
        for word in words:
            found[word.replace("_", " ")] = Unit(dimension, factor, name=words[0].replace("_", " "))
    fahrenheit = Unit("temperature", 5 / 9, -160 / 9, "degree Fahrenheit")
    found |= dict.fromkeys(("°f", "degree fahrenheit", "fahrenheit"), fahrenheit)
    return found


UNITS = _units()
"""Units by their names in the singular and lower case, of one to three words."""

CURRENCY_SIGNS = {"$": "dollar", "€": "euro", "£": "pound", "¥": "yen", "₹": "rupee", "₽": "rouble"}
CURRENCY_CODES = {"usd": "dollar", "eur": "euro", "gbp": "pound", "chf": "franc", "jpy": "yen", "cad": "dollar"}
_CURRENCY_NAMES = (
    "dollar euro pound franc crown kroner kronor krone krona mark yen yuan rupee peso real dinar dirham shilling "
    "rand ruble rouble zloty forint lira ducat guilder florin thaler taler won baht ringgit naira cedi"
)
CURRENCIES = {name: name for name in _CURRENCY_NAMES.split()} | {"kroner": "crown", "kronor": "crown", "krone": "crown"}
"""Currencies by their names in the singular; what they are called is what is compared, no rates are known."""
HUNDREDTHS = {"p": "pound", "pence": "pound", "penny": "pound", "cent": "", "centime": "franc", "c": ""}
"""Hundredths of a currency; the currency is empty where several have them."""
