"""Words of a sentence with their places, and the small closed word classes that the rules use."""

from __future__ import annotations

import re
from dataclasses import dataclass

from bot.model import Span

# a word with inner apostrophes, hyphens and the full stops of initials, or one other sign
TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[A-Z]\.(?=\s[A-Z])|\w+(?:[’'.-]\w+)*[’']?(?<=\w)|[^\w\s]")

AUXILIARIES = frozenset(
    "has have had having is was were are be been being do does did will would can could may might"
    " shall should must".split()
)
NEGATIONS = frozenset("not never n't cannot no neither nor".split())
ADVERBS = frozenset(
    "also further then later earlier again already now just still even once twice recently soon"
    " since today yesterday too only ever always often first".split()
)
PRONOUNS = frozenset("he she they it who we i".split())
DETERMINERS = frozenset("the a an this that these those its his her their our my your".split())
WEEKDAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday".split())
CONJUNCTIONS = frozenset("and but or while as when although though whereas because if that".split())
PREPOSITIONS = frozenset(
    "of in on at to for from by with during after before about against amid between among into"
    " over under through without within following despite including".split()
)
# people and things that speak without a name
PERSON_NOUNS = frozenset(
    "analyst analysts official officials source sources spokesman spokeswoman spokesperson"
    " spokespeople spokesmen minister ministers president presidents leader leaders diplomat"
    " diplomats expert experts observer observers critic critics commander commanders general"
    " adviser advisers advisor advisors aide aides lawmaker lawmakers senator senators witness"
    " witnesses resident residents lawyer lawyers judge judges police prosecutor prosecutors"
    " ministry government administration agency council committee commission court company firm"
    " chief head director chairman chairwoman chair secretary ambassador envoy governor mayor"
    " professor researcher researchers scientist scientists economist economists doctor doctors"
    " historian historians author authors editor editors reporter reporters journalist journalists"
    " spokes delegation embassy parliament party union group alliance body media report reports"
    " statement statements study survey poll document documents letter newspaper magazine outlet"
    " outlets website network channel allies people farmer farmers teacher teachers worker workers"
    " opposition army military navy force forces team member members man woman boy girl mother"
    " father neighbour neighbours neighbor neighbors student students coach captain player owner"
    " manager officer officers engineer engineers representative representatives speaker".split()
)
# words in names of bodies: a run of capitals with one of them is no person
BODY_WORDS = frozenset(
    "ministry agency council committee commission court university bank party union organization"
    " organisation institute center centre department office bureau house parliament assembly"
    " company corporation group association foundation federation authority army navy force forces"
    " police journal times post news press daily herald tribune telegraph guardian street treaty"
    " agreement forum plant sea river city state states republic kingdom nations east west north"
    " south war revolution act programme program summit conference international national"
    " guards corps board society network television radio church airport port hospital".split()
)
TITLES = frozenset(
    "president minister prime foreign deputy vice secretary general brigadier colonel major captain"
    " lieutenant admiral marshal sergeant commander chief chancellor king queen prince princess"
    " ambassador envoy senator representative rep sen gov governor mayor judge justice professor"
    " prof dr doctor mr mrs ms miss sir lord lady pope bishop archbishop cardinal father rev"
    " reverend sheikh ayatollah imam rabbi director chairman chairwoman speaker attorney counsel"
    " spokesman spokeswoman spokesperson defence defense interior finance economy energy health"
    " justice trade transport education environment former acting supreme leader officer inspector"
    " detective sheriff coach gen col lt sgt maj capt adm first lady dame baroness".split()
)
PARTICLES = frozenset(
    "al el bin ben ibn bint de del della di da dos du la le van von der den".split()
)
FEMALE_TITLES = frozenset(
    "mrs ms miss spokeswoman chairwoman queen princess lady dame sister".split()
)
MALE_TITLES = frozenset("mr sir lord king prince father pope spokesman chairman".split())


@dataclass(frozen=True, slots=True)
class Token:
    """One word or sign, its place in the text, and itself in lower case."""

    start: int
    end: int
    text: str
    lower: str

    @property
    def capital(self) -> bool:
        """Say whether it is written as a name is."""
        return self.text[0].isupper()

    @property
    def word(self) -> bool:
        """Say whether it is a word and not a sign."""
        return self.text[0].isalnum()


def tokens_of(text: str, span: Span) -> list[Token]:
    """Return the tokens of a span in order."""
    return [
        Token(found.start(), found.end(), found.group(), found.group().lower())
        for found in TOKEN.finditer(text, span.start, span.end)
    ]


def is_adverb(token: Token) -> bool:
    """Say whether a word may stand between a subject and its verb."""
    return token.lower in ADVERBS or (token.lower.endswith("ly") and not token.capital)
