"""Reports in our own words, as many as a test wants: alike in kind, each on another matter."""

from __future__ import annotations

from random import Random

PLACES = (
    "Osthaven Brennick Tarmouth Veldt Corrow Dunsay Marrick Pellow Skarn Illmouth Farrow Quenby"
).split()
FAMILIES = "Brenn Holm Okafor Lindqvist Varga Moreau Tanaka Silva Novak Aydin Rossi Keller".split()
NAMES = "Ada Tor Mira Jonas Elif Paulo Ingrid Samir Vera Otto Nadia Emil".split()
THINGS = (
    "ferry timetable|harbour wall|bus depot|water works|fish market|school roof|tram line|library tower|"
    "wind farm|city archive|night train|swimming hall"
).split("|")
BODIES = "harbour council|city assembly|county board|transport office|port authority|regional court"
SENTENCES = (
    "The {body} of {place} approved the {thing} on {day} after {n} hours of debate.",
    "{name}, who leads the {body}, told reporters that the {thing} would cost {m} million crowns.",
    "“We heard every village between {place} and {place2} before we voted,” said {name}.",
    "“Nobody forgets the winter of {year}, when the {thing} stood idle for {n} weeks,” {name2} said.",
    "Opponents led by {name2} collected {k} signatures against the {thing} in {place2}.",
    "The last survey of the {thing} was made in {year} and found {n} faults, according to {name2}.",
    "Work in {place} is to begin in {month} and to take {n} months, the {body} said in a statement.",
    "A rival plan by {name2} would have moved the {thing} from {place} to {place2} within {n} years.",
    "The {body} has spent {m} million crowns on studies of the {thing} since {year}.",
    "“That is not what we promised in {month},” {name2} said of the price, which rose by {n} percent.",
    "Of the {k} people who live in {place2}, fewer than {n} in a hundred use the {thing} each day.",
    "{name} denied that the {body} had kept the figures for {month} back until after the vote.",
    "Engineers from {place2} warned in {year} that the ground under the {thing} gives way in wet winters.",
    "The state pays {n} percent of the {thing}; the rest comes from a loan that {place} signed in {month}.",
    "Shops near the {thing} expect {n} lean months, said {name2}, who speaks for traders in {place}.",
    "In {month} a court in {place2} is to hear the complaint of {k} neighbours against the {body}.",
    "“Ask me again in {n} years,” said {name}, who has run the {thing} since {year}.",
    "The {body} will publish its reasons on {day}, and {name2} has {n} days to appeal.",
    "Fishermen from {place2} blocked the road to the {thing} with {n} boats in {month}.",
    "A similar vote in {place2} failed by {n} voices in {year}, to the surprise of {name}.",
)
DAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday".split()
MONTHS = "January February March April May June July August September October November".split()


def report(number: int, paragraphs: int = 7) -> list[str]:
    """Return the paragraphs of a report; each number has its own."""
    chance = Random(number)
    place, place2 = chance.sample(PLACES, 2)
    people = [f"{chance.choice(NAMES)} {family}" for family in chance.sample(FAMILIES, 2)]
    thing, body = chance.choice(THINGS), chance.choice(BODIES.split("|"))
    told = []
    for sentence in chance.sample(SENTENCES, 2 * paragraphs):
        told.append(
            sentence.format(
                place=place,
                place2=place2,
                name=people[0],
                name2=people[1],
                thing=thing,
                body=body,
                day=chance.choice(DAYS),
                month=chance.choice(MONTHS),
                year=chance.randint(1950, 2024),
                n=chance.randint(3, 60),
                m=chance.randint(3, 900),
                k=chance.randint(500, 90_000),
            )
        )
    return [" ".join(told[at : at + 2]) for at in range(0, len(told), 2)]
