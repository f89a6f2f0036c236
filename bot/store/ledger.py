"""The statements of the ledger, put together once: doing so anew costs as much as running them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import (
    BindParameter,
    Select,
    Update,
    bindparam,
    case,
    func,
    literal_column,
    select,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite

from bot.store import schema as t

# notes that stop digests: the program's own, with since when chats refused it, and an editor's
HALT, HOLD = "halt", "hold"
# notes of when an editor let digests go on in spite of refusals, by dossier, until all is well again
RELEASED = "released:"


def _due() -> Select[int]:
    d, s = t.delivery.c, t.subscription.c
    # looked up row by row: a join would be planned as one of all that waits
    of = select(s.dossier_id).where(s.id == d.subscription_id).scalar_subquery()
    return (
        select(d.id)
        .where(d.bot_id == bindparam("bot"), t.WAITING, d.due_at <= bindparam("now"))
        .where(of == bindparam("dossier"))
        .order_by(d.due_at, d.id)
    )


def _claimable() -> Select[Any]:
    d, s = t.delivery.c, t.subscription.c
    other = t.delivery.alias("other").c
    under_way = select(other.id).where(
        other.state == literal_column("'claimed'"), other.subscription_id == d.subscription_id
    )
    return (
        select(
            t.delivery,
            s.chat_id.label("chat_row"),
            s.thread_id,
            s.dossier_id,
            t.chat.c.id_enc,
            t.chat.c.quiet_until,
            t.schedule.c.weekdays,
        )
        .join(t.subscription, s.id == d.subscription_id)
        .join(t.chat, t.chat.c.id == s.chat_id)
        # an announcement has no schedule
        .outerjoin(t.schedule, t.schedule.c.id == d.schedule_id)
        .where(d.id.in_(ROWS), ~under_way.exists())
        .order_by(d.due_at, d.id)
    )


def _settle() -> Update:
    d = t.delivery.c
    columns = "state reason due_at parts_sent message_ids edition_id settled_at"
    values: dict[str, Any] = {name: bindparam(f"new_{name}") for name in columns.split()}
    # what is only on its way keeps its claimant, and what is not put off its time
    values["claimed_by"] = case((values["state"] == "claimed", d.claimed_by), else_=None)
    values["due_at"] = func.coalesce(values["due_at"], d.due_at)
    values["attempts"] = d.attempts - bindparam("untried")
    return update(t.delivery).where(d.id == ROW).values(queued_at=None, **values)


def _count(first: Any) -> Any:
    more = {"count": t.tally.c.count + first.excluded.count}
    return first.on_conflict_do_update(index_elements=["bot_id", "name"], set_=more)


INSERTS = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
ROW: BindParameter[int] = bindparam("row")
ROWS: BindParameter[int] = bindparam("rows", expanding=True)
DUE = _due()
FIRST_DUE = DUE.limit(bindparam("limit"))
DUE_AMONG = FIRST_DUE.where(t.delivery.c.id.in_(bindparam("among", expanding=True)))
CLAIMABLE = _claimable()
PUT_OFF = update(t.delivery).where(t.delivery.c.id == ROW).values(due_at=bindparam("until"))
CLAIM = (
    update(t.delivery)
    .where(t.delivery.c.id.in_(ROWS))
    .values(
        state="claimed",
        before=t.delivery.c.state,
        claimed_by=bindparam("who"),
        claimed_at=bindparam("at"),
        attempts=t.delivery.c.attempts + 1,
    )
)
STOPPED = select(t.house.c.key).where(t.house.c.key.in_([HALT, HOLD])).limit(1)
PLACES = select(
    t.subscription.c.id,
    t.subscription.c.chat_id,
    t.subscription.c.thread_id,
    t.subscription.c.state,
).where(t.subscription.c.id.in_(ROWS))
SETTLE = _settle()
LEAVE_ALONE = update(t.chat).where(t.chat.c.id == ROW).values(quiet_until=bindparam("until"))
_mark = update(t.subscription).where(t.subscription.c.id == ROW)
SEEN = _mark.values(
    seen_rev=bindparam("rev"), first_since=None, missed_on=None, sent_on=bindparam("on")
)
MISSED = _mark.values(missed_on=bindparam("on"))
COUNT = {name: _count(make(t.tally)) for name, make in INSERTS.items()}
