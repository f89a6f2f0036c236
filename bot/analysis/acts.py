"""The words by which sources act: what decides a stance, its negation, its object, its clause."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.analysis.claims import CLAIM
from bot.analysis.tokens import ADVERBS, AUXILIARIES, DETERMINERS
from bot.model import Stance

# what a negation makes of a stance: who does not deny leaves open, who does not support opposes
NEGATED: Mapping[Stance, Stance] = {"supports": "opposes", "other": "other"}
# cues that a negation turns into something else than their stance's
NEGATED_CUES: Mapping[str, Stance] = {
    "doubt": "asserts",
    "blame": "asserts",
    "believe": "denies",
    "think": "denies",
    "welcome": "neither",
    "praise": "neither",
    "hail": "neither",
    "commend": "neither",
    "applaud": "neither",
}
# words that are no cues, but decide after a verb without a stance (“voiced its opposition to”, “was
# ready to”) or when negated (“would not let”): as they stand, negated, and the words
ROWS: tuple[tuple[Stance, Stance, str], ...] = (
    ("offers", "refuses", "ready to, willing to, prepared to, readiness, willingness"),
    ("refuses", "offers", "unwilling, unwilling to, reluctant, reluctant to, refusal"),
    ("asserts", "refuses", "intention, intentions, intend, intends, plan to, plans to"),
    ("asserts", "opposes", "accept, accepts, accepted, allow, allows, let, permit, permits"),
    ("asserts", "opposes", "tolerate, recognise, recognize, favour, favor, agree, agrees"),
    ("supports", "opposes", "in favour, in favor, supportive, backing, endorsement, approval"),
    ("supports", "opposes", "solidarity, agree with, agrees with, agreed with, weight behind"),
    ("opposes", "neither", "against, opposed to, opposition, objection, objections, rejection"),
    ("neither", "neither", "nothing against"),
    ("opposes", "neither", "disapproval, resistance, disagreement"),
    ("denies", "neither", "denial, denials"),
    ("doubts", "neither", "sceptical, skeptical, scepticism, skepticism, doubtful, unconvinced"),
    ("asserts", "doubts", "sure, certain, convinced, confident, persuaded, evidence, proof"),
    ("asserts", "neither", "information, knowledge, aware, awareness, comment, details, know"),
    ("asserts", "neither", "confirmation, idea, knew, clear, verify, corroborate, specify"),
    ("neither", "asserts", "unaware, unclear, unknown, too early, too soon, premature"),
    ("pledges", "neither", "committed, committed to, commitment"),
    ("warns", "neither", "warning, warnings, threat, threats"),
    ("asserts", "neither", "press, presses, pressed, pressing"),
    ("calls_for", "neither", "call to, calls to, plea, pleas"),
    ("condemns", "neither", "condemnation, outrage"),
    ("other", "other", "gratitude, thanks, condolences, congratulations, sympathy, regret"),
    ("other", "other", "regrets, apology, apologies, sorry, grateful"),
)
WORDS: Mapping[tuple[str, ...], tuple[Stance, Stance]] = {
    tuple(phrase.split()): (plain, negated)
    for plain, negated, phrases in ROWS
    for phrase in phrases.split(", ")
}
# what nobody does who says that he will not: “it would not negotiate”
REFUSABLE = frozenset(
    "negotiate join sign attend take participate surrender yield compromise send sell supply hand"
    " withdraw return resume meet discuss talk comply cooperate resign back step give pay".split()
)
NEGATIONS = frozenset("not never no neither nor without unable hardly".split())
# what ends an attitude: “withdrew its support”, “stopped short of condemning”
ENDING = frozenset(
    "short failed fails withdrew withdraws withdrawn dropped drops lifted lifts retracted retracts"
    " reversed lost abandoned suspended".split()
)
# verbs that only carry a noun or a clause in which the stance stands
CARRIERS = frozenset(
    "express voice reiterate repeat reaffirm affirm declare announce state stress underline confirm"
    " underscore signal emphasize emphasise highlight".split()
)
GIVERS = frozenset("issue issued issues made make makes gave give gives had has have".split())
LASTING = frozenset("remain remains remained stand stands stood".split())
HELPERS = (
    (AUXILIARIES | ADVERBS | DETERMINERS | LASTING)
    | frozenset("am any able been going longer in position to yet very too quite much".split())
    | frozenset("see seen saw received feel felt".split())
)
# what makes a noun of the next word: “had received no appeals”
GIVEN = DETERMINERS | {"no", "any", "received", "seen"}
# acts that are over once done: who “had offered” tells of an offer
PASSING: frozenset[Stance] = frozenset({"offers", "calls_for", "warns", "pledges", "other"})
# helpers before a negated verb of what did not happen
UNDONE = frozenset("did have has".split())
# and with them, or “had”, of what was not turned down: nothing is left open
REFUSALS = frozenset(("refuse", "decline", "turn down"))
MODALS = frozenset("will would going".split())
BEING = frozenset("is are am was were be been being".split())
# who speaks of itself in what it says
SELF = frozenset("i we it he she they".split())
# and of whom it speaks in marks: “They promised us more”
OTHERS = frozenset("it he she they its his her their".split())
OWN = frozenset("its his her their our my".split())
OWN_BODY = frozenset(
    "government ministry embassy administration company agency party office department bank firm"
    " board council commission delegation union club".split()
)
AFTER_NOUN = frozenset("to for of that from over about at in with against towards on".split())

# the object of a cue, as far as the noun that it is about
NOUN = r"^(?:(?!(?:that|which|who|of|to|for|it|he|she|they)\b)[\w'-]+ ){0,4}?"
CLAIMED = (
    NOUN + rf"(?:(?:{CLAIM}|account|insinuation|version|finding|assessment|conclusion|comparison)s?"
    r"|(?:idea|notion|view|belief|possibility|criticism)s? (?:that|of having))\b"
)
OFFER = NOUN + (
    r"(?:(?:offer|invitation|request|demand|call|appeal|ultimatum|plea|overture|ceasefire|truce|mediation)s?"
    r"|talks|negotiations)\b"
)
COURSE = NOUN + (
    r"(?:(?:proposal|plan|idea|deal|term|resolution|bill|law|treat(?:y|ie)|agreement|accord|budget"
    r"|ban|sanction|measure|restriction|attempt|effort|move|strike|settlement|ruling|verdict)s?"
    r"|interference|pressure|violence|force|aggression|escalation|occupation|annexation|use"
    r"|presence|war|solution)\b"
)
FALSE = (
    r"(?:untrue|false|baseless|unfounded|groundless|fabricated|incorrect|inaccurate|fake"
    r"|(?:(?:a|an|pure|complete|total|outright|nothing but) )*"
    r"(?:lies?|fabrications?|nonsense|fiction|fantasy|hoax|rubbish|invention|disinformation)"
    r"|without (?:any )?(?:foundation|basis))\b"
)
LEFT_OPEN = (
    r"^(?:(?:to|from) )?(?:either |\w+ly |be |any |all |give |provide )*"
    r"(?:confirm|verif|den(?:y|ied)|refut|rul(?:e|ing) out|comment|disput|elaborat|corroborat|vouch"
    r"|say|disclos|reveal|specif|name|identif|answer|respond|speculat|detail|drawn|explain)"
)
PERSON = NOUN + (
    r"(?:m[ae]n|wom[ae]n|people|suspects?|witness(?:es)?|him|them|drivers?|officers?|residents?"
    r"|workers?|ministers?|officials?)\b(?!')"
)
TO_DO = r"^(?!whether|if|why|how|what|who|when|where)(?:[\w'-]+ ){0,6}?to [a-z]+"
# what the object of a cue makes of it; the first row that fits counts
BY_OBJECT: tuple[tuple[str, str, Stance], ...] = (
    ("support, back, endorse", CLAIMED, "asserts"),
    ("reject, dismiss, repudiate", CLAIMED, "denies"),
    ("reject, dismiss, repudiate", OFFER, "refuses"),
    ("reject, dismiss, repudiate", COURSE, "opposes"),
    ("deny", NOUN + r"(?:access|entry|visas?|permission|passage)\b", "refuses"),
    ("rule out", NOUN + r"(?:possibility|chance|link|fault|sabotage|role|cause)\b", "denies"),
    ("rule out", r"^that\b", "denies"),
    ("refuse, decline", LEFT_OPEN, "neither"),
    ("question", PERSON, "other"),
    ("call, describe, label, brand", rf"^.{{1,60}}? {FALSE}", "denies"),
    (
        "offer",
        r"^(?:\w+ ){0,2}(?:apolog|condolence|congratulat|thanks|thoughts|prayers|sympath)",
        "other",
    ),
    ("offer, promise, pledge, propose, seek", r"^no\b", "neither"),
    ("ask, press, presses, pressed, pressing", TO_DO, "calls_for"),
    ("tell", r"^(?:not )?to (?!be able)[a-z]+", "calls_for"),
)
OBJECTS = tuple(
    (frozenset(bases.split(", ")), re.compile(pattern), stance)
    for bases, pattern, stance in BY_OBJECT
)
ASIDE = r"(?!(?:if|whether|what|who|which|why|how|when|where|that|because)\b)"
TOLD = (
    rf"(?:it|that|this|these|those|they|all|none|(?:[\w'-]+ ){{0,3}}?(?:{CLAIM}|account|story|stories"
    r"|video|photo|picture|recording|letter|document|information)s?\b"
    rf"(?: {ASIDE}[\w'-]+){{0,6}}?)"
)
SOMEBODY = rf"^(?:{ASIDE}[\w'-]+ ){{1,6}}?"
# what a clause says that a neutral cue gives, whoever its subject is; the first row counts
BY_CLAUSE: tuple[tuple[str, Stance], ...] = (
    (rf"^{TOLD} (?:is|are|was|were) (?:\w+ly |simply |all )*{FALSE}", "denies"),
    (rf"^{TOLD} (?:is|are|was|were) not (?:\w+ly )?(?:true|correct|accurate|right)\b", "denies"),
    (rf"^{TOLD} (?:has|have|had) no (?:\w+ )?(?:truth|basis|foundation|grounds)\b", "denies"),
    (r"^there (?:is|was|are|were) no (?:\w+ )?(?:truth|basis|grounds)\b", "denies"),
    (rf"^(?:i|we)(?: have)? never (?:said|claimed|wrote|written|promised) {TOLD}", "denies"),
    (r"^it (?:is|was|remain\w+) (?:\w+ly )?(?:not (?:yet )?clear|unclear|too early)\b", "neither"),
    (SOMEBODY + r"(?:can|could) not be ruled out\b", "neither"),
    (SOMEBODY + r"(?:must|ought to)(?: not)?(?: \w+ly)? (?!have\b)\w+", "calls_for"),
    (
        SOMEBODY + r"should(?: not)?(?: \w+ly)?"
        r" (?!(?:have|be able|be ready|open|arrive|last|rain|begin|start|end|cost|reach)\b)\w+",
        "calls_for",
    ),
    (
        r"^(?:[\w'-]+ ){1,4}?(?:would|will) (?:\w+ly )?"
        r"(?:continue to|keep|always|do everything|never (?:abandon|forget|leave))\b",
        "pledges",
    ),
)
CLAUSES = tuple((re.compile(pattern), stance) for pattern, stance in BY_CLAUSE)
