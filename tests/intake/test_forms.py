"""Documents of every form become articles: by what they hold, whatever they are called."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from papers import HEADLINE, REPORT, archive, mail, page, pdf, word

from bot.errors import UnreadableDocument
from bot.ingest import Ingest
from bot.intake import Given, find_remarks, read_article, read_many
from bot.intake.charsets import decode_bytes
from bot.intake.markdown import read_markdown
from bot.model import Document, Metadata, Publication

BODY = "\n\n".join(REPORT)
SUNDAY = datetime(2026, 3, 22, 8, 0, tzinfo=UTC)
MARKDOWN = f"""---
title: "{HEADLINE}"
date: 2026-03-05
url: https://pebble.example/ferry
source: The Daily Pebble
tags:
  - ferries
---
# {HEADLINE}

![A ferry](ferry.png)

{REPORT[0].replace("council", "[council](https://pebble.example/council)")}

> {REPORT[1].replace("Ada Brenn", "**Ada Brenn**")}

{REPORT[2].replace("last boat", "*last boat*")}

* * *

{REPORT[3]}

[1]: https://pebble.example/more
"""


@pytest.mark.parametrize(
    "data",
    [
        f"{HEADLINE}\n\n{BODY}".encode(),
        MARKDOWN.encode(),
        page().encode(),
        pdf([[HEADLINE, ""], REPORT[:2], REPORT[2:]]),
        word(),
        mail(BODY),
        mail("", html=page()),
        archive({"ferry": BODY}),
    ],
    ids=["text", "markdown", "page", "pdf", "word", "mail", "mail of html", "archive"],
)
def test_every_form_gives_its_report(data: bytes) -> None:
    article = read_article(Document("photo.png", data))
    assert [line for line in REPORT if line not in article.text] == []
    assert article.text == "".join(k.joiner + k.span.of(article.source_text) for k in article.kept)
    assert article.metadata.language == "en"


def test_a_page_says_its_headline_outlet_link_and_date() -> None:
    head = (
        '<meta property="og:site_name" content="The Daily Pebble">'
        '<link rel="canonical" href="https://pebble.example/ferry">'
        '<meta property="article:published_time" content="2026-03-05T10:00:00Z">'
    )
    about = read_article(Document("a", page("<footer>© 2019</footer>", head).encode())).metadata
    assert about == Metadata(
        headline=HEADLINE,
        outlet="The Daily Pebble",
        outlet_basis="page",
        url="https://pebble.example/ferry",
        publication=Publication(date(2026, 3, 5), "day", "page"),
    )


def test_markdown_loses_its_marks_and_gives_its_data() -> None:
    article = read_article(Document("a.txt", MARKDOWN.encode()))
    assert article.text == BODY
    about = article.metadata
    assert (about.headline, about.outlet, about.url) == (
        HEADLINE,
        "The Daily Pebble",
        "https://pebble.example/ferry",
    )
    assert about.publication.on == date(2026, 3, 5)


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("# Talks #", "Talks"),
        ("**No**, she said, *not* _now_.", "No, she said, not now."),
        ("snake_case_name and 2 * 3 * 4 stay", "snake_case_name and 2 * 3 * 4 stay"),
        ("[the *paper*](https://x.example 'T') of [record][1]", "the paper of record"),
        ("<https://x.example/a>", "https://x.example/a"),
        ("`code` and \\*stars\\*", "code and *stars*"),
        ("> > quoted", "quoted"),
    ],
)
def test_marks_of_markdown(marked: str, plain: str) -> None:
    assert read_markdown(marked).text == plain


def test_a_sentence_over_the_foot_of_a_page_stays_one() -> None:
    words = " ".join(REPORT[:3]).split()
    lines = [" ".join(words[at : at + 8]) for at in range(0, len(words), 8)]
    article = read_article(Document("a.pdf", pdf([lines[:4], lines[4:]])))
    assert article.text == " ".join(REPORT[:3])


def test_word_is_read_with_its_tables_and_title() -> None:
    article = read_article(Document("a", word(REPORT[:3], table=[REPORT[3], REPORT[3]])))
    assert article.text.count(REPORT[3]) == 1
    assert article.metadata.headline == HEADLINE


def test_a_mail_and_what_is_attached_are_documents_each() -> None:
    data = mail(BODY, {"../ferry.docx": word(REPORT[:2]), "photo.png": b"\x89PNG\r\n\x1a\n"})
    held = read_many(Document("a.eml", data))
    assert [each.name for each in held] == ["a.eml", "ferry.docx", "photo.png"]
    assert [read_article(each).text for each in held[:2]] == [BODY, "\n\n".join(REPORT[:2])]
    with pytest.raises(UnreadableDocument, match=r"photo\.png is an image"):
        read_article(held[2])


def test_a_mail_without_words_is_what_is_attached_to_it() -> None:
    data = mail("", {"ferry.docx": word()})
    assert [each.name for each in read_many(Document("a.eml", data))] == ["ferry.docx"]
    assert read_article(Document("a.eml", data)).text == BODY


def test_a_mail_in_a_mail_is_read_as_what_it_is() -> None:
    data = mail("See below.", {"x.eml": b""}).replace(
        b"Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64",
        b"Content-Type: message/rfc822",
    )
    head, _, tail = data.partition(b"\nMIME-Version: 1.0\n\n")
    assert tail
    inner = mail(BODY)
    held = read_many(Document("a.eml", head + b"\nMIME-Version: 1.0\n\n" + inner + tail))
    assert BODY in read_article(held[-1]).text


def test_an_archive_gives_its_documents_in_order() -> None:
    members = {f"news/{n}.txt": f"{n}. {BODY}" for n in range(200)}
    held = read_many(Document("a.zip", archive(members)))
    assert [each.name for each in held] == [f"{n}.txt" for n in range(200)]
    with pytest.raises(UnreadableDocument, match="holds 200 documents; send them one by one"):
        read_article(Document("a.zip", archive(members)))


def test_any_other_document_holds_itself() -> None:
    for data in (BODY.encode(), page().encode(), pdf([REPORT]), word(), b"\x89PNG\r\n\x1a\n"):
        document = Document("a", data)
        assert read_many(document) == (document,)


LETTERS = {
    "ru": "Министр заявил, что переговоры продолжатся на следующей неделе, а стороны готовы к диалогу.",
    "fr": "Le ministre a déclaré que les négociations reprendraient à Genève, où l’été s’achève.",
    "de": "Der Minister sagte, die Gespräche würden nächste Woche fortgeführt; „größere Mühe“ sei nötig.",
    "pl": "Minister oświadczył, że rozmowy będą kontynuowane w przyszłym tygodniu, a strony są gotowe.",
    "cs": "Ministr řekl, že jednání budou pokračovat příští týden a obě strany jsou připraveny.",
    "sv": "Ministern sade att förhandlingarna fortsätter nästa vecka i Malmö och på Åland.",
    "tr": "Bakan, görüşmelerin gelecek hafta süreceğini ve tarafların işbirliğine hazır olduğunu söyledi.",
    "el": "Ο υπουργός δήλωσε ότι οι συνομιλίες θα συνεχιστούν την επόμενη εβδομάδα.",
    "he": "השר אמר כי השיחות יימשכו בשבוע הבא בירושלים.",
    "ar": "قال الوزير إن المحادثات ستستمر الأسبوع المقبل في العاصمة.",
    "zh": "部长表示，会谈将于下周在首都继续举行。双方都准备好了。",
    "tw": "部長表示，會談將於下週在首都繼續舉行。雙方都準備好了。",
    "ja": "大臣は来週も会談が続くと述べた。双方は対話の用意があるという。",
    "ko": "장관은 회담이 다음 주에 계속될 것이라고 말했다. 양측은 대화할 준비가 되어 있다.",
    "en": "The minister said “talks will go on” – and the café owner’s view wasn’t asked.",
}
CHARSETS = {
    "ru": "utf-8 utf-16 utf-16-le utf-16-be utf-32 cp1251 koi8-r cp866 iso8859-5",
    "fr": "utf-8 utf-16-le cp1252 iso8859-15",
    "de": "utf-8-sig cp1252",
    "pl": "cp1250 iso8859-2",
    "cs": "cp1250 iso8859-2",
    "sv": "cp1252 latin-1",
    "tr": "cp1254 iso8859-9",
    "el": "cp1253 iso8859-7",
    "he": "cp1255",
    "ar": "cp1256",
    "zh": "gb18030 gb2312",
    "tw": "big5",
    "ja": "shift_jis euc_jp iso2022_jp",
    "ko": "euc_kr",
    "en": "utf-8 utf-16-be cp1252",
}


@pytest.mark.parametrize(
    ("language", "charset"), [(each, c) for each, names in CHARSETS.items() for c in names.split()]
)
@pytest.mark.parametrize("times", [1, 60])
def test_any_character_set_is_told(language: str, charset: str, times: int) -> None:
    text = " ".join([LETTERS[language]] * times)
    text = text.encode(charset, "replace").decode(charset).lstrip("\ufeff")
    assert decode_bytes(text.encode(charset)) == text


def test_a_page_may_name_its_character_set() -> None:
    short = "<html><head><meta http-equiv=x content='text/html; charset={}'></head>Bakü’de"
    assert "Bakü’de" in str(decode_bytes(short.format("windows-1254").encode("cp1254")))
    assert "Bakü’de" in str(decode_bytes(short.format("iso-8859-1").encode("cp1252")))
    # what it names and is not goes for nothing
    assert "Bakü’de" in str(decode_bytes(short.format("koi8-r").encode()))
    assert "Bakü’de" in str(decode_bytes(short.format("punycode").encode("cp1252")))


def on(text: str, given: Given) -> Publication:
    return read_article(Document("a.txt", text.encode()), given).metadata.publication


@pytest.mark.parametrize(
    ("text", "day", "words"),
    [
        (BODY, date(2026, 3, 17), "Tuesday"),
        (BODY.replace("on Tuesday", "on Sunday"), date(2026, 3, 22), "Sunday"),
        (BODY.replace("on Tuesday", "on Monday"), date(2026, 3, 16), "Monday"),
        (f"Published: 8 hours ago\n\n{BODY}", date(2026, 3, 22), "8 hours ago"),
        (f"Published: 9 hours ago\n\n{BODY}", date(2026, 3, 21), "9 hours ago"),
        (f"{BODY}\n\n3 days ago", date(2026, 3, 19), "3 days ago"),
        # what is to come says nothing of the day on which it was written
        (BODY.replace("approved", "will approve"), None, ""),
        (BODY.replace("on Tuesday", "in March"), None, ""),
        (BODY.replace("on Tuesday", "last week"), None, ""),
        # far below the lede a weekday is one of many
        (f"{'Nothing was said of the boats. ' * 40}\n\n{BODY}", None, ""),
    ],
)
def test_a_weekday_and_the_upload_make_a_date(text: str, day: date | None, words: str) -> None:
    note = f"“{words}” and the day of the upload, 22 Mar 2026"
    made = Publication(day, "day", "inferred", note) if day else Publication()
    assert on(text, Given(received_at=SUNDAY)) == made
    # without the moment of the upload nothing is known
    assert on(text, Given()) == Publication()


def test_a_stated_date_goes_before_a_weekday() -> None:
    assert on(f"Published: 5 March 2026\n\n{BODY}", Given(received_at=SUNDAY)).basis == "page"


def test_the_date_of_a_mail_is_a_hint() -> None:
    sent = read_article(Document("a", mail(BODY)), Given(received_at=SUNDAY)).metadata
    assert sent.headline == HEADLINE
    assert sent.publication == Publication(
        date(2026, 3, 17), "day", "inferred", "“Tuesday” and the day of the mail, 21 Mar 2026"
    )
    undated = read_article(Document("a", mail(BODY.replace("on Tuesday ", "")))).metadata
    assert undated.publication == Publication(note="a mail of 21 Mar 2026")


def test_a_forwarded_post_brings_its_channel_link_and_date() -> None:
    given = Given(
        outlet="Pebble\u202e Wire",
        url="https://t.me/pebble/7",
        published=date(2026, 3, 20),
        precision="day",
        basis="forward",
        basis_note="forwarded from Pebble Wire, signed Ada Brenn",
        received_at=SUNDAY,
    )
    about = read_article(Document("post", BODY.encode()), given).metadata
    assert (about.outlet, about.outlet_basis, about.url) == (
        "Pebble Wire",
        "forward",
        "https://t.me/pebble/7",
    )
    assert about.publication == Publication(
        date(2026, 3, 20), "day", "forward", "forwarded from Pebble Wire, signed Ada Brenn"
    )
    assert find_remarks(about, SUNDAY, SUNDAY) == ()


@pytest.mark.parametrize(
    ("publication", "words"),
    [
        (Publication(), None),
        (Publication(date(2026, 3, 22), "day", "page"), None),
        # the day has begun where the sun rises
        (Publication(date(2026, 3, 22), "day", "stated"), None),
        (Publication(date(2026, 3, 24), "day", "page"), "24 Mar 2026, is still to come"),
        (Publication(date(2027, 3, 1), "month", "editor"), "March 2027, is still to come"),
        (Publication(date(2026, 1, 2), "day", "page"), "2 Jan 2026, is long before it came"),
        (Publication(date(1970, 1, 1), "day", "forward"), "1 Jan 1970, is long before it came"),
        # an editor who typed an old date meant it
        (Publication(date(2026, 1, 2), "day", "editor"), None),
        (
            Publication(date(2026, 3, 16), "day", "inferred", "“Monday” and the day of the upload"),
            "16 Mar 2026, was worked out from “Monday” and the day of the upload: please check it",
        ),
    ],
)
def test_a_date_that_looks_wrong_is_pointed_out(
    publication: Publication, words: str | None
) -> None:
    remarks = find_remarks(Metadata(publication=publication), SUNDAY, SUNDAY)
    assert len(remarks) == (words is not None)
    assert words is None or words in remarks[0]


def test_a_date_is_as_old_as_it_was_when_it_came() -> None:
    about = Metadata(publication=Publication(date(2026, 3, 22), "day", "page"))
    assert find_remarks(about, SUNDAY, SUNDAY + timedelta(days=90)) == ()


def test_another_language_is_marked_and_pointed_out() -> None:
    text = (
        "Le conseil du port a approuvé le nouvel horaire des bateaux pour les villages de la côte."
    )
    about = read_article(Document("a", text.encode("cp1252"))).metadata
    assert about.language == "fr"
    assert find_remarks(about, SUNDAY, SUNDAY) == (
        "It is not in English: it is kept, but no briefing will quote it.",
    )


def test_another_language_is_kept_and_not_analysed(ingest: Ingest) -> None:
    text = (
        "« Le conseil a dit que les bateaux ne partiront pas », a dit Ada Brenn le 5 mars 2026.\n\n"
        "Le port de la ville est dans une crise, et les pêcheurs ne sont pas pour les horaires."
    )
    draft = ingest.draft(Document("a.txt", text.encode()))
    assert draft.article.metadata.language == "fr"
    assert draft.article.text == text
    found = draft.analysis
    assert found.sentences
    assert (found.attributions, found.dates, found.facts) == ((), (), ())
