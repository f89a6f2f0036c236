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
    " guards corps board society network television radio church airport port hospital shipping"
    " airlines airways motors holdings industries systems technologies energy oil gas steel foods"
    " inc ltd plc llc gmbh club museum school college academy league village county district"
    " province island islands lake mount valley bay square avenue road bridge stadium hotel"
    " project treasury senate congress kremlin service services commissioner workers".split()
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
    "mrs ms miss spokeswoman chairwoman queen princess lady dame sister woman girl mother wife widow"
    " daughter aunt niece grandmother actress policewoman businesswoman congresswoman stepmother"
    " waitress nun girlfriend baroness granddaughter schoolgirl".split()
)
MALE_TITLES = frozenset(
    "mr sir lord king prince father pope spokesman chairman man boy husband widower son brother"
    " uncle nephew grandfather actor policeman businessman congressman fisherman stepfather waiter"
    " monk boyfriend grandson schoolboy fireman".split()
)
# nouns for one person; those that only one sex goes by stand above
SINGULAR_PEOPLE = (
    FEMALE_TITLES
    | MALE_TITLES
    | frozenset(
        "analyst official source spokesperson minister president leader diplomat expert observer critic"
        " commander general adviser advisor aide lawmaker senator witness resident lawyer judge"
        " prosecutor chief head director chair secretary ambassador envoy governor mayor professor"
        " researcher scientist economist doctor historian author editor reporter journalist farmer"
        " teacher worker member neighbour neighbor student coach captain player owner manager officer"
        " engineer representative speaker deputy executive cousin friend colleague partner nurse driver"
        " baker cook chef sailor soldier pilot painter artist writer poet singer dancer musician master"
        " founder chancellor premier attorney solicitor barrister counsel suspect victim defendant"
        " survivor passenger tourist visitor guard guide clerk cashier shopkeeper carpenter plumber"
        " welder mechanic electrician priest pastor imam rabbi bishop candidate councillor activist"
        " volunteer organiser organizer successor predecessor rival opponent assistant child teenager"
        " baby parent surgeon midwife pharmacist vet architect designer banker trader investor miner"
        " shepherd hunter rider runner swimmer striker goalkeeper referee inspector detective sheriff"
        " colonel major lieutenant sergeant admiral marshal person customer patient translator".split()
    )
) - frozenset("mr mrs ms miss sir".split())
# common given names that only one sex goes by, without accents
FEMALE_NAMES = frozenset(
    "ada agnes aicha aisha alice alina amal amanda amina amy ana anastasia angela angelina anita ann"
    " anna anne anne-marie annika aya ayse barbara beatrice birgit camila carla carmen carol caroline"
    " catherine cecilia charlotte chiara christina christine clara claudia daniela deborah diana"
    " dorothy ebru ekaterina elena eleni elif elisa elisabeth elizabeth ella emily emma esra esther"
    " eva fatema fatima fatma francesca frances gabriela galina giulia grace greta hanna hannah"
    " helen helena huda ingrid irina irma isabel isabella ivana jane janet jelena jennifer jessica"
    " joan johanna judith julia julie karen karin katalin katarina kate katherine kathleen katia"
    " kavita khadija laila larissa laura layla leila lena leyla lidia linda lisa lucia lucy lyudmila"
    " madeleine magdalena mai maja margaret margarita maria mariam marie marina marta martha mary"
    " maryam maya megan mei melissa meryem michelle mina miriam monica nadia nadine nancy nastasia"
    " natalia natalie natasha nina nora oksana olena olga pamela patricia paula petra priya rachel"
    " rania rebecca rita rosa rosie ruth samira sandra sara sarah shirin silvia simone sofia sonia"
    " sophia sophie stella stephanie susan svetlana sylvia tamara tatiana teresa theresa ursula"
    " valentina valeria vera veronica victoria viktoria yasmin yelena yoko yulia yvonne zahra zainab"
    " zeynep zoe ines".split()
)
MALE_NAMES = frozenset(
    "aaron abbas abdul abdullah adam adrian ahmad ahmed albert alberto aleksandr alexander alexei"
    " alfred ali amir anatoly andreas andrei andrew andrzej anthony antonio arthur bashar"
    " benjamin bernard bob boris brian bruno carl carlos charles christoph christopher dan daniel"
    " danylo david denis dennis diego dmitri dmitry donald edward emil emmanuel eric erik ernest"
    " evgeny fadi farid felix fernando fernand francisco frank franz fred frederik gary george"
    " georgi gerhard giorgi giovanni giuseppe gordon grigory guillermo gustav hamad hamid hans harold"
    " harry hassan heinrich henry hiroshi hugo hussein ibrahim idris igor ilya isaac ivan jack jacob"
    " jakob james jan jason javad javier jeff jens jim joao joe johan john jonas jorge jose"
    " joseph joshua juan julio karim karl kazem keith kemal kenneth kevin khalid klaus lars lorenzo"
    " ludwig luigi luis luka lukas magnus mahmoud manuel marco marek mario mark marko martin matteo"
    " matthew maxim mehmet michael miguel mikhail milan mohamed mohammad mohammed muhammad mustafa"
    " nasser nathan nicholas nikolai oleg oliver omar oscar osman otto pablo patrick paul pavel pedro"
    " peter philip pierre pieter piotr rafael rahul ralph ramon rashid raymond reza ricardo richard"
    " robert roberto roger roland roman ronald ruslan ryan said salim salman samir samuel"
    " saul scott sean sebastian selim sergei sergey sergio simon stanislav stefan stephen steven sven"
    " takeshi tarik theo thomas tim timothy tom tomas tomasz tunde umar vadim vasily victor viktor"
    " vincent vitaly vladimir volodymyr walter werner william wolfgang yaroslav yasser yuri yusuf"
    " zoran".split()
)


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
