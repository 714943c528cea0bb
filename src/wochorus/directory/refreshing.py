"""The annuaire brought up to date from Chorus Pro itself.

The annuaire is one for all the companies. What each portal says is an origin of its own: one for
practice must close nothing of the real one, and may not write over it once a company is in
production.
"""

from __future__ import annotations

import tempfile
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.db.models import Max

from wochorus.accounts.models import ChorusEnvironment, Company
from wochorus.core.errors import InvalidInput, Permanent
from wochorus.core.system_reasons import system_reason
from wochorus.directory.importer import DEFAULT_ORIGIN, Choices, import_directory
from wochorus.directory.models import DirectoryImport
from wochorus.directory.outcome import RefusedRows
from wochorus.directory.portal_file import tables_of

if TYPE_CHECKING:
    from datetime import datetime

    from wochorus.choruspro import ChorusClient
    from wochorus.directory.outcome import Outcome
    from wochorus.directory.staging import Progress

REFRESHED_EVERY = timedelta(days=7)
"""The published files are made anew each week."""
ROWS_EXPECTED = 280_000
"""Some 200 000 structures and 80 000 services: how far a progress bar has to go, roughly."""
ORIGINS = {
    ChorusEnvironment.PRODUCTION: DEFAULT_ORIGIN,
    ChorusEnvironment.QUALIFICATION: "qualification",
    ChorusEnvironment.SIMULATOR: "simulateur",
    ChorusEnvironment.OTHER: "autre",
}


def origin_of(company: Company) -> str:
    """Name the origin of what the portal of ``company`` says.

    Raises `InvalidInput` for a portal of practice once a company is in production: the annuaire is
    the same for both.
    """
    real = ChorusEnvironment.PRODUCTION
    if company.environment != real:
        other = Company.objects.filter(environment=real).order_by("code").first()
        if other is not None:
            raise InvalidInput(
                "L'annuaire sert une société en production : celui d'un portail d'essai n'y est "
                "pas mêlé",
                where=f"société {company.code}, {company.get_environment_display()}",
                remedy="Demandez-le par l'autre : "
                f"wochorus directory refresh --company {other.code}",
            )
    return ORIGINS[ChorusEnvironment(company.environment)]


def refresh_directory(
    client: ChorusClient,
    choices: Choices,
    *,
    folder: Path | None = None,
    progress: Progress = lambda label, done, total: None,  # noqa: ARG005 - says nothing
) -> list[Outcome]:
    """Download the directory, read it and bring ours to its state: structures, then services.

    The file and its tables stay in ``folder`` when one is given. Raises what `import_directory`
    raises, `InvalidInput` on a file of an unknown format, `Permanent` when the disk takes no more,
    and the errors of a reading of Chorus Pro; the annuaire is unchanged then.
    """
    try:
        with tempfile.TemporaryDirectory(prefix="wochorus-annuaire-") as passing:
            return _refreshed(client, choices, folder or Path(passing), progress)
    except OSError as error:
        raise Permanent(
            f"L'annuaire reçu ne peut pas être écrit : {system_reason(error)}",
            where=str(error.filename or tempfile.gettempdir()),
            remedy="L'annuaire d'ici est inchangé. Vérifiez la place libre sur le disque, puis "
            "recommencez.",
        ) from error


def _refreshed(
    client: ChorusClient, choices: Choices, place: Path, progress: Progress
) -> list[Outcome]:
    received = place / "annuaire-chorus.zip"
    progress("téléchargement", 0, 1)
    client.download_directory(received)
    progress("téléchargement", 1, 1)
    tables = tables_of(
        received,
        place,
        on_rows=lambda rows: progress("lecture", rows, max(rows, ROWS_EXPECTED)),
    )
    try:
        return import_directory(tables, choices, progress=progress)
    except RefusedRows as refused:
        # A person does not correct what Chorus Pro gives.
        refused.remedy = (
            "Importez les autres lignes avec --partial, ou les fichiers publiés : "
            "wochorus directory import FICHIER_STRUCTURES FICHIER_SERVICES"
        )
        raise


def origins_to_refresh(now: datetime) -> set[str]:
    """Name the origins whose structures or services were last imported a week ago."""
    last = DirectoryImport.objects.values("origin", "kind").annotate(last=Max("finished_at"))
    return {row["origin"] for row in last if row["last"] <= now - REFRESHED_EVERY}
