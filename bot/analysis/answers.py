"""Who answers whom across articles: a claim in one, a denial, a doubt or no word on it in another."""

from __future__ import annotations

from dataclasses import dataclass

from bot.analysis.disputes import ACCUSING, AGAINST, SHARE, SHARED, is_claim, stems
from bot.analysis.guards import other_numbers, other_polarity, other_sense, other_times
from bot.analysis.lexicon import Lexicon
from bot.analysis.opposites import other_treaty

# how much of the longer one a claim and its answer share at least
SHARE_OF_LONGER = 0.34


@dataclass(frozen=True, slots=True)
class Said:
    """What a source says: its party, what it does, the words of the content and of the cue."""

    party: str | None
    stance: str
    words: str
    cue: str

    @property
    def claims(self) -> bool:
        """Whether it states something in full that others may answer."""
        told = self.stance == "asserts" or ACCUSING.search(self.cue) is not None
        return told and is_claim(self.words) and not self.answers

    @property
    def answers(self) -> bool:
        """Whether it denies, doubts or leaves open."""
        return self.stance in AGAINST


def verb_on(claim: Said, each: Said, lexicon: Lexicon) -> str | None:
    """Return what a statement does to a claim of another article; None when it is on something else."""
    own = each.answers and each.party is not None and each.party == claim.party
    if own or not (each.answers or each.claims) or not _same_parties(claim, each, lexicon):
        return None
    first, second = stems(claim.words, lexicon), stems(each.words, lexicon)
    shared, (short, long) = len(first & second), sorted((len(first), len(second)))
    if shared < max(SHARED, SHARE * short, SHARE_OF_LONGER * long):
        return None
    guards = (other_numbers, other_times, other_treaty)
    if any(guard(claim.words, each.words) for guard in guards):
        return None
    if each.answers:
        # who denies that it was so has not denied that it was not
        return None if other_polarity(claim.words, each.words) else each.stance
    return "asserts" if _agrees(claim, each) else None


def _same_parties(claim: Said, each: Said, lexicon: Lexicon) -> bool:
    """Say whether the party that a claim is about speaks, or is spoken of, in the other one.

    The first party that is named acts: a claim of what Arland does to Borland is no claim of the
    other way round.
    """
    about = [party.name for party in lexicon.parties_in(claim.words)]
    named = [party.name for party in lexicon.parties_in(each.words)]
    if about and not named:
        return each.party == about[0]
    return not about or named[0] == about[0]


def _agrees(claim: Said, each: Said) -> bool:
    return not other_sense(claim.words, each.words)
