"""The State's purchase orders, which an invoice names by their ``engagement`` number."""

from __future__ import annotations

from wochorus.choruspro.messages.base import Row, Text, chorus


class EngagementRow(Row):
    """One purchase order. Its fields are not published: `raw` holds all that came."""

    number: Text = chorus("numeroEngagementJuridique")
    state: Text = chorus("etatCourantEngagementJuridique")
