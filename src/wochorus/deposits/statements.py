"""The statements that write a move: all of it in one, so that all of it happens or nothing.

A move touches the flow, its lines, the journal's own columns and the feed of events. One statement
of PostgreSQL writes the four; each part takes what the part before it has really changed. Parts of
the journal are locked in the order of their ids, as the import locks them: no two programs wait
for each other.
"""

from __future__ import annotations

from functools import cache

from wochorus.deposits.states import LineState


@cache
def moving_statement(fields: tuple[str, ...], lines_to: LineState | None, *, shown: bool) -> str:
    """Write the move of a flow: ``fields`` of it change, its lines go to ``lines_to``.

    ``shown``: the journal follows. It gives one row when the flow was moved, none when it was no
    longer as its mover saw it.
    """
    parts = [_MOVED.format(columns="".join(map(_column, fields)))]
    if lines_to is not None:
        parts.append(_LINES_OF_FLOW)
        if shown:
            parts += [_HELD, _JOURNAL.format(columns=_JOURNAL_COLUMNS.get(lines_to, ""))]
    return f"WITH {', '.join([*parts, _EVENT])} SELECT id FROM moved"  # noqa: S608 - texts of this module


@cache
def lines_statement(to: LineState, *, told: bool) -> str:
    """Write the move of some lines of a flow; ``told``: an event tells each with its message."""
    journal = _JOURNAL.format(columns=_JOURNAL_COLUMNS.get(to, ""))
    parts = [_FLOW, _SOME_LINES, _HELD, journal, *([_EVENTS] if told else [])]
    return f"WITH {', '.join(parts)} SELECT count(*) FROM lines"  # noqa: S608 - same


def _column(field: str) -> str:
    return f', "{field}" = %(field_{field})s'


_MOVED = """moved AS (
  UPDATE deposits_flow SET state = %(to)s, message = %(message)s{columns}
  WHERE id = %(flow)s AND state = %(from)s AND owner = %(owner)s
  RETURNING id, company_id, order_id, flow_number, sent_at
)"""

_FLOW = """moved AS (
  SELECT id, company_id, order_id, flow_number, sent_at FROM deposits_flow WHERE id = %(flow)s
)"""

_LINES_OF_FLOW = """lines AS (
  UPDATE deposits_flowline line SET state = %(line_state)s, message = %(message)s
  FROM moved WHERE line.flow_id = moved.id AND line.state = ANY(%(moving)s)
  RETURNING line.invoice_id, line.message
)"""

_SOME_LINES = """lines AS (
  UPDATE deposits_flowline line SET state = %(line_state)s, message = said.message
  FROM unnest(%(ids)s::bigint[], %(messages)s::text[]) AS said (id, message)
  WHERE line.id = said.id
  RETURNING line.invoice_id, line.message
)"""

_HELD = """held AS (
  SELECT invoice.id, lines.message
  FROM lines JOIN billing_invoice invoice ON invoice.id = lines.invoice_id
  ORDER BY invoice.id FOR NO KEY UPDATE OF invoice
)"""

_JOURNAL = """journal AS (
  UPDATE billing_invoice invoice
  SET deposit_state = %(journal_state)s, updated_at = %(now)s{columns}
  FROM held, moved WHERE invoice.id = held.id
)"""

_NO_LONGER_THERE = (
    ", flow_number = '', deposited_at = NULL, chorus_id = NULL, chorus_status = ''"
    ", chorus_status_at = NULL, chorus_comment = ''"
)
_JOURNAL_COLUMNS = {
    LineState.DEPOSITED: (
        ", flow_number = moved.flow_number, deposited_at = moved.sent_at, refusal = ''"
    ),
    LineState.REFUSED: f"{_NO_LONGER_THERE}, refusal = held.message",
    LineState.RELEASED: f"{_NO_LONGER_THERE}, refusal = ''",
}

_EVENT = """event AS (
  INSERT INTO deposits_event
    (company_id, order_id, flow_id, kind, message, payload, actor, at)
  SELECT company_id, order_id, id, %(to)s, %(message)s, %(payload)s::jsonb, %(actor)s, %(now)s
  FROM moved
)"""

_EVENTS = """events AS (
  INSERT INTO deposits_event
    (company_id, order_id, flow_id, invoice_id, kind, message, payload, actor, at)
  SELECT moved.company_id, moved.order_id, moved.id, lines.invoice_id, %(kind)s, lines.message,
    '{}', %(actor)s, %(now)s
  FROM lines, moved
)"""

CLAIM = """
UPDATE deposits_flow SET sent_at = %(now)s
WHERE id = %(flow)s AND state = %(from)s AND owner = %(owner)s
"""
