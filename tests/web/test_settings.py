"""The settings of a company: what is right is kept and noted, what is wrong is told beside it."""

from __future__ import annotations

import ast
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from support.certificates import PASSWORD, Authority
from support.records import a_company, an_invoice
from wochorus.accounts.certificates import certificate_of
from wochorus.accounts.models import ChorusAccess, Company
from wochorus.accounts.services import AccessForm, store_access
from wochorus.accounts.users.models import AuditEntry, AuditKind
from wochorus.choruspro import connection_test
from wochorus.demo.files import LOGO
from wochorus.demo.seller import SIRET as OTHER_SIRET
from wochorus.web.company.connection_pages import on_screen

if TYPE_CHECKING:
    from typing import Any

    from django.http import HttpResponse
    from django.test import Client

pytestmark = pytest.mark.usefixtures("own_files")

LAYERS = Path(connection_test.__file__).parent
PAGES = (
    *("identite", "banque", "mentions", "depot", "logo", "environnement", "connexion"),
    *("acces/qualification", "certificat", "personnes", "traces", "entrainement"),
)


@pytest.fixture
def own_files(tmp_path: Path, settings: Any) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, home=tmp_path)


def send(client: Client, page: str, typed: dict[str, Any]) -> HttpResponse:
    return client.post(f"/societe/propre/reglages/{page}/", typed)  # type: ignore[return-value]


def values(client: Client, page: str) -> dict[str, Any]:
    form = client.get(f"/societe/propre/reglages/{page}/").context["form"]
    shown = {name: form[name].value() for name in form.fields}
    return {
        name: value for name, value in shown.items() if value is not None and value is not False
    }


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.usefixtures("company")
def test_every_page_of_settings_opens(page: str, administrator: Client) -> None:
    answer = administrator.get(f"/societe/propre/reglages/{page}/")
    assert answer.status_code == HTTPStatus.OK


def test_what_is_typed_is_kept_and_noted(company: Company, administrator: Client) -> None:
    typed = values(administrator, "banque") | {"iban": "FR76 3000 6000 0112 3456 7890 189"}
    assert send(administrator, "banque", typed).status_code == HTTPStatus.FOUND
    company.refresh_from_db()
    assert company.iban == "FR7630006000011234567890189"
    entry = AuditEntry.objects.get(kind=AuditKind.SETTINGS)
    assert "IBAN : «  » → « FR7630006000011234567890189 »" in entry.detail
    assert entry.by == "administrator@propre.example"


def test_a_page_saved_as_it_is_changes_nothing(company: Company, administrator: Client) -> None:
    before = Company.objects.filter(pk=company.pk).values().get()
    for page in ("identite", "banque", "mentions", "depot"):
        answer = send(administrator, page, values(administrator, page))
        assert answer.status_code == HTTPStatus.FOUND, page
    assert Company.objects.filter(pk=company.pk).values().get() == before
    assert not AuditEntry.objects.filter(kind=AuditKind.SETTINGS).exists()


@pytest.mark.parametrize(
    ("page", "field", "value", "said"),
    [
        ("banque", "iban", "FR7630006000011234567890188", "ne peut pas servir"),
        ("identite", "siret", "123", "14 chiffres"),
        ("identite", "siret", OTHER_SIRET, "déjà celui"),
        ("identite", "share_capital", "beaucoup", "donnez un montant"),
        ("identite", "name", "", "obligatoire"),
        ("depot", "recycling_until", "bientôt", "donnez une date"),
        ("depot", "flow_size_limit", "12", "supérieure ou égale"),
    ],
)
def test_a_refused_value_is_told_beside_its_field(
    page: str, field: str, value: str, said: str, company: Company, administrator: Client
) -> None:
    a_company("voisine", OTHER_SIRET)
    answer = send(administrator, page, values(administrator, page) | {field: value})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = answer.content.decode()
    assert said in text.partition(f'id="id_{field}_error"')[2].partition("</div>")[0]
    assert "--" not in text.partition("<form")[2].partition("</form>")[0]
    company.refresh_from_db()
    assert company.siret != OTHER_SIRET


def test_a_blank_secret_keeps_the_stored_one(company: Company, administrator: Client) -> None:
    store_access(company, "production", AccessForm("piste", "secret", "TECH_1@cpro.fr", "clé"))
    before = bytes(ChorusAccess.objects.get().client_secret)
    typed = {"client_id": "autre", "technical_login": "TECH_1@cpro.fr"}
    answer = send(administrator, "acces/production", typed)
    assert answer["Location"].endswith("/reglages/connexion/production/")
    stored = ChorusAccess.objects.get()
    assert (stored.client_id, bytes(stored.client_secret)) == ("autre", before)
    page = administrator.get("/societe/propre/reglages/acces/production/").content.decode()
    assert "value=" not in page.partition('name="client_secret"')[2].partition(">")[0]
    detail = AuditEntry.objects.get(kind=AuditKind.CREDENTIALS).detail
    assert "PISTE" in detail
    assert "autre" not in detail


def test_the_first_credentials_must_be_whole(company: Company, administrator: Client) -> None:
    answer = send(administrator, "acces/production", {"client_id": "piste"})
    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    for field in ("client_secret", "technical_login", "technical_password"):
        assert f"id_{field}_error" in answer.content.decode()
    assert not company.accesses.exists()


def test_production_asks_for_a_confirmation_with_what_waits(
    company: Company, administrator: Client
) -> None:
    an_invoice(company, "FA-1")
    asked = send(administrator, "environnement", {"environment": "production"})
    text = asked.content.decode()
    assert asked.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "1 facture publique attend" in text
    assert "120,00" in text
    company.refresh_from_db()
    assert company.environment == "simulator"
    confirmed = {"environment": "production", "confirmed": "on"}
    assert send(administrator, "environnement", confirmed).status_code == HTTPStatus.FOUND
    company.refresh_from_db()
    assert company.environment == "production"
    assert AuditEntry.objects.filter(kind=AuditKind.ENVIRONMENT).exists()


def test_a_logo_is_kept_shown_and_taken_away(company: Company, administrator: Client) -> None:
    picture = SimpleUploadedFile("logo.svg", LOGO.read_bytes())
    send(administrator, "logo", {"logo": picture})
    image = administrator.get("/societe/propre/reglages/logo/image/")
    assert (image["Content-Type"], image.content) == (
        "image/svg+xml",
        LOGO.read_bytes(),
    )
    refused = send(administrator, "logo", {"logo": SimpleUploadedFile("logo.png", b"rien")})
    assert refused.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    send(administrator, "logo", {"retirer": "1"})
    company.refresh_from_db()
    assert company.logo_sha256 == ""


def test_a_certificate_is_kept_when_its_password_is_right(
    company: Company, administrator: Client
) -> None:
    content = Authority.made().pkcs12(days=20)
    wrong = {"file": SimpleUploadedFile("cachet.p12", content), "password": "faux"}
    refused = send(administrator, "certificat", wrong)
    assert "id_password_error" in refused.content.decode()
    right = {"file": SimpleUploadedFile("cachet.p12", content), "password": PASSWORD}
    assert send(administrator, "certificat", right).status_code == HTTPStatus.FOUND
    assert certificate_of(company) is not None
    page = administrator.get("/societe/propre/reglages/certificat/").content.decode()
    assert "dans 20 jours" in page or "dans 19 jours" in page


def test_a_connection_without_credentials_leads_to_them(
    company: Company, administrator: Client
) -> None:
    page = send(administrator, "connexion/qualification", {}).content.decode()
    assert "ne sont pas enregistrés" in page
    assert f"/societe/{company.code}/reglages/acces/qualification/" in page
    assert "wochorus " not in page.partition("<main")[2]


@pytest.mark.parametrize("path", sorted(LAYERS.glob("*.py")), ids=lambda path: path.stem)
def test_no_remedy_of_a_layer_leaves_a_clerk_with_a_command(path: Path) -> None:
    told = [text for text in sentences(path) if "wochorus company" in text]
    assert all("wochorus" not in on_screen(text) for text in told), told


def sentences(path: Path) -> list[str]:
    """List the texts of a module; what is computed inside one is left out."""
    found = []
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        parts = node.values if isinstance(node, ast.JoinedStr) else [node]
        texts = [each.value for each in parts if isinstance(each, ast.Constant)]
        found.append("".join(text for text in texts if isinstance(text, str)))
    return found


def test_a_training_without_a_simulator_says_so(
    company: Company, clerk: Client, settings: Any
) -> None:
    settings.ENVIRONMENT = replace(settings.ENVIRONMENT, simulator_url="http://127.0.0.1:9")
    page = clerk.get(f"/societe/{company.code}/reglages/entrainement/").content.decode()
    assert "ne répond pas" in page
    assert "La réponse perdue" in page
    assert "Commander la panne" not in page
