"""Words of a sentence with their places, and the small closed word classes that the rules use."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from bot.model import Span

# a word with inner apostrophes, hyphens and the full stops of initials, or one other sign
TOKEN = re.compile(r"[A-Z]\.(?:(?:[A-Z]\.)+|(?=\s[A-Z]))|\w+(?:[’'.-]\w+)*|[^\w\s]")

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
    " mission consulate office secretariat bureau"
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
    " detective constable superintendent det insp sheriff fr coach gen col lt sgt maj capt adm first"
    " lady dame baroness".split()
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
        " academic scholar mediator negotiator boss superior campaigner landlord accountant consultant"
        " coroner curator strategist specialist pensioner protester demonstrator refugee migrant"
        " bystander relative commentator columnist blogger pollster constable superintendent"
        " shepherd hunter rider runner swimmer striker goalkeeper referee inspector detective sheriff"
        " colonel major lieutenant sergeant admiral marshal person customer patient translator".split()
    )
) - frozenset("mr mrs ms miss sir".split())
# common given names that only one sex goes by, without accents
FEMALE_NAMES = frozenset(
    "abigail ada adele adriana agnes aicha aida aisha alexandra alice alina alma amal amanda"
    " amelia amina amy ana anastasia andreea angela angelina anika anita anja ann anna"
    " annalena anne anne-marie annette annika antonella antonia arantxa arwa asma astrid aya"
    " ayse azadeh barbara beatrice beatriz bettina bianca birgit birgitta brenda bridget"
    " britta camila carla carmela carmen carol caroline catherine cecilia charlotte chiara"
    " christina christine chrystia cindy clara claudia colette cristina dalia daniela daria"
    " deborah debra diana dilma dominika donna dora doris dorothy ebru edith edna eileen"
    " ekaterina elaine eleanor elena eleni elham elif elisa elisabeth elizabeth ella ellen"
    " elsa emilia emily emma erika erin esperanza esra esther eva evelyn farah farzaneh fatema"
    " fatemeh fatima fatma fatou federica fiona forough frances francesca frida gabriela"
    " galina gemma gertrude giorgia gita giulia gloria golnaz grace graziella greta gulnara"
    " gwen gwendolyn haifa hala hana hanna hannah harriet heather heidi heike helen helena"
    " helene hilary hillary huda ida ilona ilse imane ines ingeborg ingrid ingvild irene irina"
    " iris irma isabel isabella isabelle isla ivana ivy jacinda jacqueline jana jane janet"
    " janina jasmine jelena jennifer jenny jessica jill joanna jocelyn johanna josephine joy"
    " joyce judith judy julia julie juliet kaja kamala karen karin karoline katalin katarina"
    " kate katherine kathleen katia katja katrin kavita khadija kirsten kristalina kristina"
    " ksenia laila larissa latifa laura layla leila lena lesia leticia leyla lidia lilian lily"
    " linda lisa liudmyla ljiljana lois lorraine louise lourdes lucia lucie lucy ludmila luisa"
    " lyubov lyudmila mabel madeleine madhuri magdalena mahnaz mahsa maia maja manal manuela"
    " mara marcela margaret margarita maria mariam mariana marianne marie marina marjane marta"
    " martha marwa mary maryam masoumeh matilda maureen maya meera megan mehrnaz mei melanie"
    " melissa mercy meryem mette mia michelle mihaela milena mina mira miranda miriam molly"
    " mona monica monika monique nabila nadia nadine nahid nancy naomi narges nargess nasrin"
    " nastasia natalia natalie natasha nawal ngozi nicole nikki nina nisha nora oksana"
    " oleksandra olena olga olivia ophelia pamela parisa parvin patricia paula paulina pauline"
    " peggy penelope penny petra phoebe polina pooja priya rachael rachel ramona rania raquel"
    " rebecca reem regina renata rita roberta rosa rosemary rosie roxana roxane ruby rukmini"
    " ruta ruth sabina sabine sally salma salome samantha samira sandra sanna sara sarah selma"
    " sepideh setareh shahla sheila shirin shirley sigrid silvana silvia simin siobhan sofia"
    " solveig sonia sophia sophie soraya stella stephanie sunita susan susanna susanne suzanne"
    " svetlana sylvia tamara tammy tanya tara tatiana tatjana tatyana teresa theresa theresia"
    " tina ulla ulrike urmila ursula valentina valeria vanessa vera veronica veronika vesna"
    " victoria viktoria viktoriia viola virginie wendy wilma ximena yara yasmin yasmine"
    " yekaterina yelena yoko yulia yvette yvonne zahra zainab zara zeinab zeynep zhanna zoe"
    " zohreh zoya".split()
)
MALE_NAMES = frozenset(
    "aaron abbas abdolreza abdul abdulaziz abdullah abdullahi abel abraham adam adrian ahmad"
    " ahmed ahmet akbar alaeddin alan albert alberto albin aldo alejandro aleksander aleksandr"
    " alexander alexandru alexei alexey alfonso alfred alfredo ali alireza alistair alvaro"
    " amin amir anand anatoly anders andre andreas andrei andrew andrii andriy andrzej andy"
    " angus anthony antoine anton antonio antony anwar arash ari arjun arkady armando armen"
    " arnaud arnold arseniy arthur artyom arvind asghar ashok ashraf atef axel ayman aziz badr"
    " bahram barry bart bartosz bashar bassam behrouz behzad ben benedikt benjamin bernard"
    " bernd bernhard bill bob bogdan boris borut brad brendan brian bruno burak caleb calvin"
    " carl carlos cemal cesar chad charles chidi christian christoph christopher claude"
    " clement clive colin conrad craig cyril damian damir dan daniel danylo dario darius dave"
    " david denis dennis derek diego dieter dimitri dirk dmitri dmitry dmytro domenico dominic"
    " donald douglas dragan duncan dylan ebrahim edgar edmund eduardo edward edwin ehsan ekrem"
    " eli elias elon emanuel emil emir emmanuel emre enrique erdem eric erik ernest erwin"
    " esmaeil esmail esteban ethan eugene evgeny fabian fabio fadi fahd faisal farhad farid"
    " farzad fathi fayez felipe felix ferenc fereydoun fernand fernando filip florian"
    " francisco francois frank franz fred frederik friedrich fuad fyodor gabor gabriel gareth"
    " gary gavin geir gennady geoffrey george georgi gerald gerard gerardo gerhard ghassan"
    " gholamhossein gianni gideon gilbert giles giorgi giovanni gitanas giuseppe gleb glen"
    " goran gordon graham greg gregory grigory guido guillermo gunnar gunther gustav guy habib"
    " haitham hakan hamad hamid hamidreza hans harold harry haruto harvey hashem hassan haydar"
    " hector heinrich helmut henri henrik henry herbert herman hesham hiroshi hisham hojjat"
    " horst hossein houshang howard hubert hugo hussein ian ibrahim idris ignacio igor ihor"
    " ilham ilya imran isaac iskander ismail istvan itamar ivan jack jacob jacques jaime jake"
    " jakob jalal jalil jamal james jamshid jaroslav jason javad javed javier jawad jay"
    " jean-claude jean-luc jean-marc jean-michel jean-noel jean-paul jean-pierre jean-yves"
    " jeff jeffrey jens jeremy jeroen jerome jerry jesus jim jiri joachim joao joe joel johan"
    " johann john jon jonas jonathan jordi jorge jose josef joseph joshua jovan jozef juan"
    " julian julio jurgen jyrki kamal kareem karim karl kasper kaveh kazem kazuo keir keith"
    " kemal kenji kenneth kevin khalid kiril kirill klaus klemens kofi konrad konstantin kurt"
    " kwame kyriakos kyrylo larry lars laszlo laurent lech leif leo leon leonard leonardo"
    " leopold levan lionel lloyd lorenzo louis lucas ludovic ludwig luigi luis luiz luka lukas"
    " maciej maged magnus mahathir mahdi mahmoud majed majid malcolm mansour manuel marc"
    " marcel marcin marco marcus marek mariano mario mark marko martin martti masoud massimo"
    " mateo mathias mathieu mats matteo matthew matti maurice mauricio max maxim mehdi mehmet"
    " mehrdad metin michael miguel mihai mike mikhail milan mitchell mohamed mohammad mohammed"
    " mohsen mojtaba moqtada morteza moses mostafa moussa muhammad murat mustafa nabih nabil"
    " naftali naim najib narendra nasser nathan nawaf nayef neil nelson nicholas nick nicolas"
    " nikolai nils nizar norbert norman nouri olaf olav ole oleg oleksandr oleksiy oliver"
    " olivier omar omer omid oren orhan osama oscar osman otis otto owen pablo parviz pascal"
    " patrick paul paulo pavel pedro per petar pete peter petr petros petteri phil philip"
    " pierre pieter piotr pranav qassem radek radoslaw rafael rafal rahul raj rajesh ralph"
    " ramin ramon ramtane ramzan rashid raul ray raymond recep reinhard rene reza ricardo"
    " richard rick rishi robert roberto rodion rodrigo roger roland rolf romain roman ronald"
    " ronan rory ross rostam rouhollah ruben rudolf rui rupert ruslan rustam rustem ryan"
    " sadegh saeed said sajjad saleh salih salim salman sami samir samson samuel sanjay saul"
    " sayed scott sean sebastian selim semyon serge sergei sergey sergio serhii serhiy shahram"
    " shehbaz shigeru shlomo siavash sid siegfried silvio simon slobodan soheil sohrab"
    " stanislav stanislaw stefan stefano stephen steve steven stewart stuart subrahmanyam"
    " suleiman sunil sven tadeusz taha tahir takeshi tamim tarik tariq tayyip ted terence theo"
    " theodor thomas tim timothy timur tobias todd tom tomas tomasz tomislav tommy tony"
    " torsten trevor tristan tunde tymofiy ulf ulrich umar umaro uwe vaclav vadim valdis"
    " valentin vasily vasyl viacheslav victor vikram viktor vincent vincenzo vitaly vito vlad"
    " vladimir vladislav volodymyr vuk vyacheslav wade wael walid walter warren wayne wendell"
    " werner wiktor wilhelm willem william witold wolfgang xavier yahya yair yann yannick"
    " yaroslav yasin yasser yevgeny yoav yosef yoshihide younis youssef youssouf yuri yusuf"
    " yves zafar zaur zbigniew zbynek ziad zoltan zoran".split()
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
    return tuple([Token(m.start(), m.end(), word := m[0], word.lower()) for m in found])


def is_adverb(token: Token) -> bool:
    """Say whether a word may stand between a subject and its verb."""
    return token.lower in ADVERBS or (token.lower.endswith("ly") and not token.capital)
