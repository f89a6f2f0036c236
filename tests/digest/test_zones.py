"""Zones by name, city, country and place."""

from __future__ import annotations

from zoneinfo import available_timezones

import pytest

from bot.digest.zones import _cities, find_zone, near
from bot.errors import BadQuery


@pytest.mark.parametrize(
    ("words", "zone"),
    [
        ("Europe/Paris", "Europe/Paris"),
        ("europe/paris", "Europe/Paris"),
        ("utc", "UTC"),
        ("new york", "America/New_York"),
        ("New_York", "America/New_York"),
        ("São Paulo", "America/Sao_Paulo"),
        ("Zürich", "Europe/Zurich"),
        ("Port au Prince", "America/Port-au-Prince"),
        # cities that no zone is called after
        ("Ankara", "Europe/Istanbul"),
        ("Washington, D.C.", "America/New_York"),
        ("St. Petersburg", "Europe/Moscow"),
        ("The Hague", "Europe/Amsterdam"),
        ("Munich, Germany", "Europe/Berlin"),
        # an old zone of that name is another one's today
        ("Montreal", "America/Toronto"),
        # a country with one clock
        ("Iran", "Asia/Tehran"),
        ("Singapore", "Asia/Singapore"),
        ("UK", "Europe/London"),
    ],
)
def test_a_zone_is_found_by_the_words_people_use(words: str, zone: str) -> None:
    assert find_zone(words) == zone


@pytest.mark.parametrize(
    ("words", "hint"),
    [
        ("Tehren", "Did you mean Tehran"),
        ("Russia", "There are 26 zones there"),
        ("UTC+3", "An offset does not tell when summer time begins"),
        ("+03:30", "An offset does not tell"),
        ("zzzz", "Name a zone as Europe/Paris"),
        ("", "Name a zone"),
    ],
)
def test_an_unknown_zone_gets_suggestions(words: str, hint: str) -> None:
    with pytest.raises(BadQuery) as caught:
        find_zone(words)
    assert hint in caught.value.hint


def test_every_city_of_the_table_has_a_zone_that_exists() -> None:
    zones, spots = _cities()
    assert set(zones.values()) <= available_timezones()
    assert all(abs(spot.latitude) <= 90 and abs(spot.longitude) <= 180 for spot in spots)


@pytest.mark.parametrize(
    ("latitude", "longitude", "zone"),
    [
        (48.86, 2.35, "Europe/Paris"),
        (35.7, 51.4, "Asia/Tehran"),
        (-33.87, 151.21, "Australia/Sydney"),
        # nearer to another country's capital than to their own
        (48.58, 7.75, "Europe/Paris"),
        (49.84, 24.03, "Europe/Kyiv"),
        (36.3, 59.6, "Asia/Tehran"),
        # on both sides of the date line
        (-16.8, 179.99, "Pacific/Fiji"),
        (-16.8, -179.99, "Pacific/Fiji"),
    ],
)
def test_a_place_has_the_zone_of_the_nearest_city(
    latitude: float, longitude: float, zone: str
) -> None:
    assert near(latitude, longitude)[0] == zone
    assert len(set(near(latitude, longitude))) == 3


def test_a_citys_coordinates_find_its_own_zone() -> None:
    _, spots = _cities()
    wrong = [spot for spot in spots if near(spot.latitude, spot.longitude)[0] != spot.zone]
    assert wrong == []
