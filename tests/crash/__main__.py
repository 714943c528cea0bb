"""`make crash`: programs killed at every step, and what the portal holds in the end.

make crash CRASH="--kills 50 --invoices 600 --seed 7"
"""

from __future__ import annotations

import sys

import click


@click.command()
@click.option("--kills", default=200, show_default=True, help="Programmes à tuer.")
@click.option("--invoices", default=3000, show_default=True, help="Factures à déposer.")
@click.option("--seed", default=20261124, show_default=True, help="Graine des tirages.")
@click.option("--seconds", default=3600.0, show_default=True, help="Durée maximale des coups.")
def main(kills: int, invoices: int, seed: int, seconds: float) -> None:
    """Tuer des programmes pendant qu'ils déposent ; le portail dit ce qu'il a reçu."""
    import django

    django.setup()
    from crash.campaign import Campaign
    from crash.telling import conduct

    campaign = Campaign(seed, kills, invoices, seconds, click.echo)
    sys.exit(0 if conduct(campaign, click.echo) else 1)


if __name__ == "__main__":
    main()
