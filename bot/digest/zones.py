"""Zones as people name them: by IANA name, city, country, or the place where they are (pure)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from zoneinfo import available_timezones

import yaml

from bot.analysis.lexicon import fold
from bot.dossier import suggest
from bot.errors import BadQuery

HINT = "Name a zone as Europe/Paris, or a large city near you; in a private chat you can send me a location."
# names of the same clocks under another heading
OTHER_NAMES = ("Etc/", "posix/", "right/", "US/", "SystemV/", "posixrules", "Factory")
# degrees, minutes and perhaps seconds, north and then east
PLACE = re.compile(r"([+-])(\d{2})(\d{2})(\d{2})?([+-])(\d{3})(\d{2})(\d{2})?")
# “Lviv 49.8 24.0”, as cities.yaml has it
CITY = re.compile(r"(.+?) (-?\d+(?:\.\d+)?) (-?\d+(?:\.\d+)?)")
# “UTC+3”: an offset tells no summer time
OFFSET = re.compile(r"(?:utc|gmt)?\s*[+-]\s*\d{1,2}(?::?\d{2})?", re.IGNORECASE)
MOST_ASKED = 6


@dataclass(frozen=True, slots=True)
class Spot:
    """A place that keeps a zone's clock, in degrees, and the code of its country if it is known."""

    zone: str
    latitude: float
    longitude: float
    country: str = ""


def find_zone(words: str) -> str:
    """Find the zone that somebody names; raises BadQuery with what may have been meant."""
    several: tuple[str, ...] = ()
    for wanted in dict.fromkeys((_plain(words), _plain(words.split(",")[0]))):
        several = several or _countries().get(wanted, ())
        found = several[0] if len(several) == 1 else _by_name().get(wanted)
        if found is not None:
            return found
    raise BadQuery(
        words, f"“{words.strip()}” is not a time zone that I know.", _hint(words, several)
    )


def _hint(words: str, several: tuple[str, ...]) -> str:
    if several:
        return (
            f"There are {len(several)} zones there: name one, as {', '.join(several[:MOST_ASKED])}."
        )
    if OFFSET.fullmatch(words.strip()):
        return "An offset does not tell when summer time begins: name a large city near you."
    near = suggest(_plain(words), _names())
    return f"Did you mean {', '.join(near)}?" if near else HINT


def near(latitude: float, longitude: float, limit: int = 3) -> tuple[str, ...]:
    """Return the zones with a place nearest to a point, the nearest first."""
    spots = sorted(
        (*_spots(), *_cities()[1]), key=lambda spot: _distance(spot, latitude, longitude)
    )
    return tuple(dict.fromkeys(spot.zone for spot in spots))[:limit]


def _distance(spot: Spot, latitude: float, longitude: float) -> float:
    """Return the haversine of the angle between two points, which orders as the distance does."""
    north, south = math.radians(spot.latitude), math.radians(latitude)
    east = math.radians(spot.longitude - longitude)
    return (
        math.sin((north - south) / 2) ** 2
        + math.cos(north) * math.cos(south) * math.sin(east / 2) ** 2
    )


def _plain(words: str) -> str:
    return fold(re.sub(r"[_\-]+", " ", words.strip().strip(".,")))


@lru_cache(maxsize=1)
def _by_name() -> dict[str, str]:
    """Every zone by its name and by its cities; what stands first wins."""
    found: dict[str, str] = {}
    zones = sorted(available_timezones())
    for zone in zones:
        found[_plain(zone)] = zone
    current = {spot.zone for spot in _spots()}
    # a zone of today before an old name of another one (America/Montreal)
    for zone in sorted(zones, key=lambda zone: zone not in current):
        if "/" in zone and not zone.startswith(OTHER_NAMES):
            found.setdefault(_plain(zone.rsplit("/", 1)[1]), zone)
    return found | {_plain(city): zone for city, zone in _cities()[0].items()}


@lru_cache(maxsize=1)
def _names() -> tuple[str, ...]:
    """What is suggested to who mistypes: cities as they are written, and countries."""
    cities = [spot.zone.rsplit("/", 1)[1].replace("_", " ") for spot in _spots()]
    return (*cities, *_cities()[0], *_country_names())


@lru_cache(maxsize=1)
def _cities() -> tuple[dict[str, str], tuple[Spot, ...]]:
    """The zones of cities by name, and the places of those that have one in the table."""
    text = Path(__file__).with_name("cities.yaml").read_text("utf-8")
    zones, spots = dict[str, str](), list[Spot]()
    for zone, cities in yaml.safe_load(text).items():
        for written in cities:
            match = CITY.fullmatch(written)
            zones[match[1] if match else written] = zone
            if match is not None:
                spots.append(Spot(zone, float(match[2]), float(match[3])))
    return zones, tuple(spots)


# ---- what the zone database says of places


def _rows(name: str) -> Iterator[list[str]]:
    table = files("tzdata").joinpath("zoneinfo", name).read_text("utf-8")
    for line in table.splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


@lru_cache(maxsize=1)
def _spots() -> tuple[Spot, ...]:
    """Every zone of zone.tab at its principal place."""
    found = []
    for country, place, zone, *_ in _rows("zone.tab"):
        match = PLACE.fullmatch(place)
        if match is not None:
            north, east = match.groups()[:4], match.groups()[4:]
            found.append(Spot(zone, _degrees(*north), _degrees(*east), country))
    return tuple(found)


def _degrees(sign: str, degrees: str, minutes: str, seconds: str | None) -> float:
    size = int(degrees) + int(minutes) / 60 + int(seconds or 0) / 3600
    return -size if sign == "-" else size


@lru_cache(maxsize=1)
def _country_names() -> dict[str, str]:
    return {name: code for code, name, *_ in _rows("iso3166.tab")}


@lru_cache(maxsize=1)
def _countries() -> dict[str, tuple[str, ...]]:
    """The zones of each country, by its name."""
    by_code: dict[str, list[str]] = {}
    for spot in _spots():
        by_code.setdefault(spot.country, []).append(spot.zone)
    return {_plain(name): tuple(by_code.get(code, ())) for name, code in _country_names().items()}
