"""A journal of any size with the variety of a real one, made inside the database by one statement.

800 customers of whom two thirds are public, five years of invoices, one in twenty-five a credit
note; the last month is still to be deposited, what is older stands somewhere on Chorus Pro.
A million invoices take a minute or two, indexes included.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection

from wochorus.billing.models import Invoice
from wochorus.customers.models import BuyerKind, Customer

if TYPE_CHECKING:
    from wochorus.accounts.models import Company

CUSTOMERS = 800
LAST_DAY = "2026-11-24"
FIRST_NUMBER = 1_000_001


def write_customers(company: Company) -> None:
    """Record the customers, `C0000` and on."""
    Customer.objects.bulk_create(
        Customer(
            company=company,
            code=f"C{index:04}",
            name=f"{'Commune de' if index % 3 else 'Société'} Fictive n° {index}",
            siret=f"{20000000000000 + index * 1003}",
            kind=BuyerKind.PUBLIC if index % 3 else BuyerKind.PRIVATE,
            town=f"Fictive-{index}",
            group=f"Groupe {index % 5}",
        )
        for index in range(CUSTOMERS)
    )


def write_invoices(company: Company, count: int) -> None:
    """Write ``count`` invoices `FA-1000001` and on, by date, spread over the customers."""
    first = Customer.objects.filter(company=company).order_by("pk").values_list("pk", flat=True)[0]
    given: dict[str, int | str] = {
        "company": company.pk,
        "count": count,
        "first": first,
        "last_day": LAST_DAY,
    }
    with connection.cursor() as cursor:
        cursor.execute(_INVOICES, given)
    tidy_up()


def tidy_up() -> None:
    """Do what the autovacuum does in time: statistics and visibility."""
    with connection.cursor() as cursor:
        cursor.execute(f"VACUUM ANALYZE {Invoice._meta.db_table}")  # noqa: SLF001
        cursor.execute(f"VACUUM ANALYZE {Customer._meta.db_table}")  # noqa: SLF001


_INVOICES = f"""
INSERT INTO billing_invoice (company_id, customer_id, number, issue_date, due_date, kind, source,
  currency, code_service, marche, engagement, cadre, validator, validator_service,
  operation_category, preceding_invoice, payment_terms, payment_means, subject, sector, chantier,
  total_without_tax, total_tax, total_with_tax, prepaid, amount_due, paid, deposit_state,
  flow_number, deposited_at, chorus_id, chorus_status, chorus_status_at, chorus_comment, refusal,
  created_at, updated_at)
SELECT %(company)s, %(first)s + client, 'FA-' || ({FIRST_NUMBER} + rank), day, day + 30,
  CASE WHEN rank %% 25 = 7 THEN '381' ELSE '380' END,
  CASE rank %% 10 WHEN 8 THEN 'free' WHEN 9 THEN 'extra_work' ELSE 'contract' END,
  'EUR', 'SERVICE_' || client %% 12, '', 'ENG' || lpad(client::text, 8, '0'), 'A1', '', '', 'S', '',
  '', CASE WHEN rank %% 3 = 0 THEN '49' ELSE '30' END,
  'Entretien des locaux, semaine ' || rank %% 52, 'Secteur ' || client %% 7,
  'Chantier ' || client %% 40,
  net, round(net * 0.2, 2), net + round(net * 0.2, 2), 0, net + round(net * 0.2, 2),
  CASE WHEN status = 'MISE_EN_PAIEMENT' THEN net + round(net * 0.2, 2)
    WHEN rank %% 50 = 3 THEN 10 ELSE 0 END,
  state, CASE WHEN state IN ('integrated', 'refused') THEN
    'CPP0011113' || lpad(rank::text, 15, '0') ELSE '' END,
  CASE WHEN state = 'integrated' THEN day + interval '1 day' END,
  CASE WHEN state = 'integrated' THEN rank END,
  CASE WHEN state = 'integrated' THEN status ELSE '' END,
  CASE WHEN state = 'integrated' THEN day + interval '20 days' END, '', '', now(), now()
FROM (
  SELECT rank, rank * 7919 %% {CUSTOMERS} AS client,
    (50 + rank * 31 %% 90000 / 10.0)::numeric(19, 2) AS net,
    (%(last_day)s::date - ((%(count)s - 1 - rank) * 1820 / %(count)s)::int) AS day,
    CASE WHEN rank %% 997 = 0 THEN 'refused' WHEN rank >= %(count)s * 0.98 THEN 'to_deposit'
      ELSE 'integrated' END AS state,
    CASE WHEN rank %% 1009 = 0 THEN 'SUSPENDUE' WHEN rank %% 1511 = 0 THEN 'REJETEE'
      WHEN rank >= %(count)s * 0.95 THEN 'MANDATEE' ELSE 'MISE_EN_PAIEMENT' END AS status
  FROM generate_series(0::bigint, %(count)s - 1) AS rank
) AS made
"""  # noqa: S608 - our own numbers
