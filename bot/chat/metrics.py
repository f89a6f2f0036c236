"""The numbers of a running bot as Prometheus reads them."""

from __future__ import annotations

import json
from collections.abc import Iterator

from bot.chat.live import Live


def exposition(live: Live) -> str:
    """Write the metrics: from the ledger, which all processes share, and this process's answers."""
    return "\n".join(_lines(live)) + "\n"


def _lines(live: Live) -> Iterator[str]:
    now = live.parts.clock()
    yield "# HELP bot_deliveries_total Digests by what became of them, of all processes."
    yield "# TYPE bot_deliveries_total counter"
    for name, count in sorted(live.deliveries.tallies().items()):
        outcome, _, reason = name.partition(":")
        yield f'bot_deliveries_total{{outcome="{outcome}",reason="{reason}"}} {count}'
    waiting = live.planner.waiting(now)
    yield "# HELP bot_digest_lag_seconds For how long the oldest digest that is due has waited."
    yield "# TYPE bot_digest_lag_seconds gauge"
    for dossier, due in sorted(waiting.items()):
        lag = max(0.0, (now - due.oldest).total_seconds()) if due.oldest else 0.0
        yield f"bot_digest_lag_seconds{{dossier={json.dumps(dossier)}}} {lag:.3f}"
    yield "# HELP bot_digest_queue Digests that are due and wait."
    yield "# TYPE bot_digest_queue gauge"
    for dossier, due in sorted(waiting.items()):
        yield f"bot_digest_queue{{dossier={json.dumps(dossier)}}} {due.many}"
    yield "# HELP bot_inbox_open Updates that are written down and not handled yet."
    yield "# TYPE bot_inbox_open gauge"
    yield f"bot_inbox_open {live.desk.inbox.open()}"
    yield "# HELP bot_answer_seconds From an update to its answer, of this process."
    yield "# TYPE bot_answer_seconds histogram"
    yield from live.times.lines("bot_answer_seconds")
