"""Words of a sentence with their places, and the small closed word classes that the rules use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.model import Span

# a word with inner apostrophes, hyphens and the full stops of initials, or one other sign
TOKEN = re.compile(r"(?:[A-Z]\.){2,}|[A-Z]\.(?=\s[A-Z])|\w+(?:[’'.-]\w+)*[’']?(?<=\w)|[^\w\s]")

AUXILIARIES = frozenset(
    "has have had having is was were are be been being do does did will would can could may might"
    " shall should must".split()
)
# irregular pasts that often stand where a speaker acts before speaking
PASTS = frozenset("gave made took went held met spoke drew put set brought left came used".split())
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
    "abigail ada adele adriana agnes aicha aida aisha alexandra alice alina alma amal amanda"
    " amelia amina amy ana anastasia andreea angela angelina anika anita anja ann anna anne"
    " anne-marie annette annika antonia arwa asma astrid aya ayse barbara beatrice beatriz"
    " bianca birgit brenda bridget britta camila carla carmen carol caroline catherine"
    " cecilia charlotte chiara christina christine cindy clara claudia colette cristina dalia"
    " daniela daria deborah debra diana donna dora doris dorothy ebru edith edna eileen"
    " ekaterina elaine eleanor elena eleni elif elisa elisabeth elizabeth ella ellen elsa"
    " emilia emily emma erika erin esperanza esra esther eva evelyn farah fatema fatima fatma"
    " fiona frances francesca frida gabriela galina gemma gertrude gita giulia gloria grace"
    " greta gwen haifa hala hana hanna hannah harriet heather heidi helen helena helene"
    " hilary huda ida ilona imane ines ingeborg ingrid irene irina iris irma isabel isabella"
    " isla ivana ivy jana jane janet jasmine jelena jennifer jenny jessica jill jocelyn"
    " johanna josephine joy judith judy julia julie juliet kamala karen karin katalin"
    " katarina kate katherine kathleen katia kavita khadija kirsten kristina laila larissa"
    " latifa laura layla leila lena leticia leyla lidia lilian lily linda lisa lois lorraine"
    " louise lourdes lucia lucie lucy ludmila luisa lyudmila mabel madeleine magdalena"
    " maja manal mara marcela margaret margarita maria mariam marianne marie marina"
    " marta martha marwa mary maryam matilda maureen maya meera megan mei melanie melissa"
    " mercy meryem mia michelle mina mira miranda miriam molly mona monica monika nabila"
    " nadia nadine nancy naomi nastasia natalia natalie natasha nawal nicole nina nisha nora"
    " oksana olena olga olivia ophelia pamela patricia paula paulina pauline peggy penelope"
    " petra phoebe polina priya rachael rachel ramona rania raquel rebecca reem regina renata"
    " rita rosa rosemary rosie roxana ruby rukmini ruth sabina sabine sally salma samira"
    " sandra sara sarah selma sheila shirin shirley sigrid silvana silvia siobhan"
    " sofia sonia sophia sophie soraya stella stephanie sunita susan susanna suzanne svetlana"
    " sylvia tamara tanya tara tatiana tatjana teresa theresa theresia tina ulrike ursula"
    " valentina valeria vanessa vera veronica vesna victoria viktoria viola wendy wilma"
    " ximena yara yasmin yelena yoko yulia yvette yvonne zahra zainab zara zeynep zoe zoya".split()
)
MALE_NAMES = frozenset(
    "aaron abbas abdul abdulaziz abdullah abel abraham adam adrian ahmad ahmed ahmet alan"
    " albert alberto aldo alejandro aleksandr alexander alexei alfonso alfred alfredo ali"
    " alistair alvaro amir anatoly anders andre andreas andrei andrew andrzej andy angus"
    " anthony antoine anton antonio anwar ari arjun armando arnold arthur artyom ashraf"
    " axel aziz barry bart bartosz bashar ben benedikt benjamin bernard bernd bill bob"
    " bogdan boris brad brendan brian bruno burak caleb calvin carl carlos cesar chad charles"
    " chidi christian christoph christopher claude clement clive colin conrad craig damian"
    " damir dan daniel danylo dario darius dave david denis dennis derek diego dieter dimitri"
    " dirk dmitri dmitry dmytro domenico dominic donald douglas dragan duncan dylan edgar"
    " edmund eduardo edward edwin eli elias emanuel emil emmanuel emre enrique eric erik"
    " ernest erwin esteban ethan eugene evgeny fabian fabio fadi faisal farid felipe felix"
    " ferenc fernand fernando filip florian francisco frank franz fred frederik gabor gabriel"
    " gareth gary gavin gennady geoffrey george georgi gerald gerard gerhard gianni gilbert"
    " giles giorgi giovanni giuseppe glen goran gordon graham greg gregory grigory guido"
    " guillermo gunnar gunther gustav guy hakan hamad hamid hans harold harry haruto harvey"
    " hassan hector heinrich helmut henri henrik henry herbert herman hiroshi horst howard"
    " hubert hugo hussein ian ibrahim idris ignacio igor ilya imran isaac ismail istvan ivan"
    " jack jacob jacques jaime jakob jamal james jason javad javier jay jeff jeffrey jens"
    " jeremy jerome jerry jesus jim joachim joao joe joel johan john jon jonas jonathan jordi"
    " jorge jose josef joseph joshua jozef juan julian julio jurgen kamal kareem karim karl"
    " kasper kazem keith kemal kenji kenneth kevin khalid kiril klaus kofi konrad konstantin"
    " kurt kwame larry lars laszlo laurent lech leif leo leon leonard leonardo leopold lionel"
    " lorenzo louis lucas ludovic ludwig luigi luis luka lukas maciej magnus mahmoud malcolm"
    " manuel marc marcel marcin marco marcus marek mariano mario mark marko martin martti"
    " massimo mateo mathias mats matteo matthew maurice mauricio max maxim mehmet michael"
    " miguel mihai mike mikhail milan mitchell mohamed mohammad mohammed moses muhammad murat"
    " mustafa nabil nasser nathan neil nelson nicholas nick nikolai nils norbert norman olaf"
    " olav oleg oliver omar omer orhan oscar osman otis otto owen pablo pascal patrick paul"
    " paulo pavel pedro per petar pete peter petr petros phil philip pierre pieter piotr"
    " pranav radek rafael rafal rahul raj rajesh ralph ramon rashid raul ray raymond reinhard"
    " rene reza ricardo richard rick robert roberto rodrigo roger roland rolf romain roman"
    " ronald ronan rory ross ruben rudolf rui rupert ruslan ryan said salim salman sami samir"
    " samson samuel sanjay saul sayed scott sean sebastian selim serge sergei sergey"
    " sergio serhiy sid silvio simon slobodan stanislav stefan stefano stephen steve steven"
    " stewart stuart sunil sven tadeusz takeshi tarik tariq ted terence theo theodor"
    " thomas tim timothy tobias todd tom tomas tomasz tomislav tommy tony torsten trevor"
    " tristan tunde ulrich umar uwe vadim valentin vasily vasyl victor vikram viktor vincent"
    " vincenzo vitaly vito vlad vladimir vladislav volodymyr vuk wade walter warren wayne"
    " wendell werner wilhelm willem william wolfgang xavier yann yannick yaroslav yasin"
    " yasser yosef youssef yuri yusuf yves zbigniew zoltan zoran".split()
)


# not frozen, as other values are: that takes twice as long to make, and an article has 700
@dataclass(slots=True)
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


@lru_cache(maxsize=2048)
def tokens_of(text: str, span: Span) -> tuple[Token, ...]:
    """Return the tokens of a span in order; those of the sentences read last are kept at hand."""
    found = TOKEN.finditer(text, span.start, span.end)
    return tuple([Token(m.start(), m.end(), word := m.group(), word.lower()) for m in found])


def is_adverb(token: Token) -> bool:
    """Say whether a word may stand between a subject and its verb."""
    return token.lower in ADVERBS or (token.lower.endswith("ly") and not token.capital)
