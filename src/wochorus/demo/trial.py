"""A company to try everything on, made in the data folder in use, on the running simulator.

It has the month of the demonstration: its annuaire under an origin of its own, its journal with
PDFs and attachments, its contracts. Made twice, it is the same company.
"""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from django.conf import settings

from wochorus.accounts.logo import kept_logo
from wochorus.accounts.models import ChorusEnvironment, Company
from wochorus.accounts.services import register_company, store_access
from wochorus.billing.importer import import_journal
from wochorus.contracts.table_import import import_contracts
from wochorus.demo import seller
from wochorus.demo.files import write_files
from wochorus.demo.folder import DemoFolder, exclusive
from wochorus.demo.simulator import call_simulator, load_annuaire, register_supplier, share_annuaire
from wochorus.deposits.environments import deposit_on
from wochorus.directory.importer import Choices, import_directory

if TYPE_CHECKING:
    from datetime import date

    from wochorus.demo.files import Desk

ORIGIN = "demonstration"
CALL_INTERVAL_MS = 60


def open_trial_company(today: date) -> Company:
    """Make the company of the demonstration here, with its month; give it back when it is there.

    Takes half a minute. Raises `Transient` when no simulator runs, or while it is being made.
    """
    home = settings.ENVIRONMENT.home
    refusal = "La société de démonstration est en train d'être créée"
    with exclusive(home / "trial.lock", refusal, home):
        require_simulator()
        company = Company.objects.filter(code=seller.CODE).first()
        if company is None or not company.invoices.exists():
            company = _made(company, today)
    return company


def require_simulator() -> None:
    """Raise `Transient` when no simulator runs."""
    call_simulator("GET", "/simulator/health")


def try_on_simulator(company: Company) -> None:
    """Have ``company`` deposit on the running simulator, which learns our annuaire.

    Raises `Transient` when no simulator runs, `Permanent` when it refuses.
    """
    form = register_supplier(company.siret, company.name)
    store_access(company, ChorusEnvironment.SIMULATOR, form)
    deposit_on(company, ChorusEnvironment.SIMULATOR)
    share_annuaire()


def _made(company: Company | None, today: date) -> Company:
    with TemporaryDirectory() as place:
        folder = DemoFolder(Path(place))
        for made in (folder.annuaire, folder.pdfs, folder.attachments):
            made.mkdir()
        desk = write_files(folder, today)
        files = (desk.annuaire.structures, desk.annuaire.services)
        load_annuaire(*files)
        import_directory(files, Choices(origin=ORIGIN, allow_closing=True))
        company = company or _registered(desk)
        store_access(
            company, ChorusEnvironment.SIMULATOR, register_supplier(company.siret, company.name)
        )
        import_journal(
            company, desk.journal, pdf_folder=folder.pdfs, attachment_folder=folder.attachments
        )
        import_contracts(company, desk.contracts, actor="démonstration")
    return company


def _registered(desk: Desk) -> Company:
    return register_company(
        seller.CODE,
        seller.NAME,
        seller.SIRET,
        address=seller.STREET,
        postcode=seller.POSTCODE,
        town=seller.TOWN,
        legal_form=seller.LEGAL_FORM,
        share_capital=seller.SHARE_CAPITAL,
        trade_register=seller.TRADE_REGISTER,
        phone=seller.PHONE,
        email=seller.EMAIL,
        iban=seller.IBAN,
        bic=seller.BIC,
        call_interval_ms=CALL_INTERVAL_MS,
        **kept_logo(desk.logo),
    )
