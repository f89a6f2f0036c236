"""The editor's last word on a line: from its card, from its passage, from a reader's report."""

from __future__ import annotations

from bot_api import BotApi
from factories import TREATY, document, given
from playing import EDITOR, OTHER, READER, buttons_of, play, say_to, tap, upload_one
from telegram import Bot

from bot.chat.desk import Desk
from bot.dossier import Dossier
from bot.store import Store

DENIAL = """Two on the treaty

Kremlin spokesman Dmitry Peskov said the treaty with Iran had been signed. “Nobody asked for more,” he said.

Iranian Foreign Minister Abbas Araghchi said the treaty was a matter for both sides.
"""


def passage_of(desk: Desk, words: str) -> str:
    """Return the key of the passage of the line that has some words."""
    found = [v.passage for v in desk.editing.voices_of(1) if words in v.words]
    return found[0]


async def line_from_card(api: BotApi, card: int, words: str) -> None:
    """Open the line with some words from a card's list of lines."""
    await tap(api, card, "Lines")
    listed = api.shown(card)["plain"].splitlines()
    number = next(line.partition(".")[0] for line in listed if words in line)
    await tap(api, card, number)


def test_a_line_gets_another_speaker_from_the_articles_names(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api, DENIAL)
        await line_from_card(api, card, "Nobody asked")
        await tap(api, card, "Speaker")
        assert {"Dmitry Peskov", "Abbas Araghchi", "Nobody"} <= set(buttons_of(api.shown(card)))
        await tap(api, card, "Abbas Araghchi")
        assert "By: Abbas Araghchi (Iran)" in api.shown(card)["plain"]
        assert "Set by an editor: speaker." in api.shown(card)["plain"]
        await tap(api, card, "Back")
        await tap(api, card, "Back")
        await tap(api, card, "Publish")
        assert "Nobody asked for more" in await say_to(api, "/quotes Araghchi", READER)
        assert "Undo 2" in (await undo_buttons(api))

    play(small_store, dossier, scene)


async def undo_buttons(api: BotApi) -> list[str]:
    await say_to(api, "/undo", EDITOR)
    return list(buttons_of(api.sent[-1]))


def test_nobody_and_another_stance_can_be_set(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        card = await upload_one(api, DENIAL)
        await line_from_card(api, card, "Nobody asked")
        await tap(api, card, "Stance")
        await tap(api, card, "denies")
        assert "denies" in api.shown(card)["plain"]
        await tap(api, card, "Speaker")
        await tap(api, card, "Nobody")
        assert "By: nobody named" in api.shown(card)["plain"]

    play(small_store, dossier, scene)


def test_a_line_is_hidden_and_shown_again(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(DENIAL), given())
        key = passage_of(desk, "Nobody asked")
        await say_to(api, f"/start {key}", EDITOR)
        passage = api.sent[-1]["message_id"]
        await tap(api, passage, "Hide")
        assert "Hidden" in api.shown(passage)["plain"]
        assert "Nobody asked" not in await say_to(api, "/quotes Peskov", READER)
        await tap(api, passage, "Show again")
        assert "Nobody asked" in await say_to(api, "/quotes Peskov", READER)
        await tap(api, passage, "Pin")
        assert "Unpin" in buttons_of(api.shown(passage))

    play(small_store, dossier, scene)


def test_an_editor_who_opens_a_passage_sees_the_buttons_and_a_reader_does_not(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(DENIAL), given(url="https://post.example/two"))
        key = passage_of(desk, "Nobody asked")
        await say_to(api, f"/start {key}", READER)
        assert list(buttons_of(api.sent[-1])) == ["Publisher’s page", "Wrong?"]
        await say_to(api, f"/start {key}", EDITOR)
        assert {"Publisher’s page", "Speaker", "Stance", "Hide", "Pin"} == set(
            buttons_of(api.sent[-1])
        )
        assert "articles" in api.menus[f"chat {EDITOR}"]

    play(small_store, dossier, scene)


def test_a_button_of_a_line_that_was_changed_meanwhile_shows_the_line(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(DENIAL), given())
        key = passage_of(desk, "Nobody asked")
        await say_to(api, f"/start {key}", EDITOR)
        passage = api.sent[-1]["message_id"]
        desk.editing.edit(1, by=None, outlet="The Harbour Post")
        await tap(api, passage, "Hide")
        assert "changed this article meanwhile" in api.shown(passage)["plain"]
        assert "Nobody asked" in await say_to(api, "/quotes Peskov", READER)

    play(small_store, dossier, scene)


def test_facts_are_split_and_joined(small_store: Store, dossier: Dossier) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        desk.ingest.add(document(TREATY.replace("Moscow in", "the Kremlin in"), "other.txt"))
        facts = [v for v in desk.editing.voices_of(1) if v.kind == "fact"]
        await say_to(api, f"/start {facts[0].passage}", EDITOR)
        passage = api.sent[-1]["message_id"]
        await tap(api, passage, "Join with…")
        assert "It tells the same as" in api.shown(passage)["plain"]
        await tap(api, passage, "1")
        assert "Joined" in api.shown(passage)["plain"]

    play(small_store, dossier, scene)


def test_a_fact_is_joined_with_the_one_that_was_shown(small_store: Store, dossier: Dossier) -> None:
    """Another article may come meanwhile, with a fact that is likelier."""
    likely = TREATY.replace("January", "March")
    less = TREATY.replace(
        "the Comprehensive Strategic Partnership Treaty in Moscow", "a treaty there"
    )

    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(), given())
        desk.ingest.add(document(less, "less.txt"))
        facts = [v for v in desk.editing.voices_of(1) if v.kind == "fact"]
        await say_to(api, f"/start {facts[0].passage}", EDITOR)
        passage = api.sent[-1]["message_id"]
        await tap(api, passage, "Join with…")
        shown = [v.passage for v in desk.editing.joinable(facts[0].passage)]
        desk.ingest.add(document(likely, "likely.txt"))
        assert desk.editing.joinable(facts[0].passage)[0].passage not in shown
        await tap(api, passage, "1")
        assert "Joined" in api.shown(passage)["plain"]
        [joined] = [v for v in desk.editing.voices_of(1) if "joined" in v.overruled]
        assert joined.overruled["joined"] == [shown[0]]

    play(small_store, dossier, scene)


def test_a_readers_report_reaches_all_editors_once_and_is_settled(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.editors.make(OTHER, "editor", desk.clock())
        desk.ingest.add(document(DENIAL), given())
        key = passage_of(desk, "Nobody asked")
        assert "have been shown this passage" in await say_to(api, f"/wrong {key}", READER)
        await api.until(lambda: len(api.to(EDITOR)) == 2 and len(api.to(OTHER)) == 2)
        told, passage = api.to(EDITOR)
        assert told["plain"] == "A reader finds this passage wrong:"
        assert "Nobody asked for more" in passage["plain"]
        assert {"Speaker", "Nothing is wrong"} <= set(buttons_of(passage))
        assert "have been shown" in await say_to(api, f"/wrong {key}", READER)
        assert len(api.to(EDITOR)) == 2  # the same report a second time reaches nobody
        await tap(api, passage["message_id"], "Nothing is wrong")
        assert "Settled" in api.shown(passage["message_id"])["plain"]
        theirs = api.to(OTHER)[1]["message_id"]
        await tap(api, theirs, "Nothing is wrong", user=OTHER)
        assert "Another editor" in api.shown(theirs)["plain"]
        assert "not on file any more" in await say_to(api, "/wrong nothing", READER)

    play(small_store, dossier, scene)


def test_an_answer_to_one_report_is_none_to_a_later_one(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.editors.make(OTHER, "editor", desk.clock())
        desk.ingest.add(document(DENIAL), given())
        await say_to(api, f"/wrong {passage_of(desk, 'Nobody asked')}", READER)
        await api.until(lambda: len(api.to(EDITOR)) == 2 and len(api.to(OTHER)) == 2)
        await tap(api, api.to(EDITOR)[1]["message_id"], "Nothing is wrong")
        await say_to(api, f"/wrong {passage_of(desk, 'a matter for both')}", READER)
        await api.until(lambda: len(api.to(OTHER)) == 4)
        old = api.to(OTHER)[1]["message_id"]
        await tap(api, old, "Nothing is wrong", user=OTHER)
        assert "Another editor" in api.shown(old)["plain"]
        assert len(desk.editing.reports()) == 1
        # one that was shown before the article changed shows the line as it is now
        desk.editing.edit(1, by=None, outlet="The Harbour Post")
        late = api.to(OTHER)[3]["message_id"]
        await tap(api, late, "Nothing is wrong", user=OTHER)
        assert "changed this article meanwhile" in api.shown(late)["plain"]
        assert len(desk.editing.reports()) == 1

    play(small_store, dossier, scene)


def test_overruling_a_reported_line_settles_the_report(
    small_store: Store, dossier: Dossier
) -> None:
    async def scene(api: BotApi, desk: Desk, bot: Bot) -> None:
        desk.ingest.add(document(DENIAL), given())
        await say_to(api, f"/wrong {passage_of(desk, 'Nobody asked')}", READER)
        await api.until(lambda: len(api.to(EDITOR)) == 2)
        passage = api.to(EDITOR)[1]["message_id"]
        await tap(api, passage, "Hide")
        assert desk.editing.reports() == ()

    play(small_store, dossier, scene)
