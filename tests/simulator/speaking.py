"""A supplier that speaks to the simulator with bare HTTP, and the files that it deposits."""

from __future__ import annotations

import base64
import io
import zipfile
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Self
from xml.sax.saxutils import escape

import httpx2

from simulator.running import NO_TLS

if TYPE_CHECKING:
    from simulator.running import Simulator

CLEANING_COMPANY = "73282932000074"
ANYBODY = "12345678200051"
SERVICE_REQUIRED = "12345678200028"
ENGAGEMENT_REQUIRED = "12345678200036"
ONE_OF_TWO = "12345678200044"
CLOSED = "12345678200069"
WORKS_ONLY = "12345678200077"
SYNTAX = "IN_DP_E2_CPP_FACTURE_MIN"
A_PDF = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n"


def zipped(name: str, content: bytes) -> str:
    """Zip one file and code it in base64, as an attachment of the CPP format."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)
    return base64.b64encode(packed.getvalue()).decode()


@dataclass(frozen=True)
class Attachment:
    name: str = "facture.pdf"
    content: bytes = A_PDF
    kind: str = "01"
    packed: str | None = None
    mime: str = "application/pdf"

    def xml(self, order: int) -> str:
        packed = zipped(self.name, self.content) if self.packed is None else self.packed
        return (
            f'<PJ NumOrdre="{order}"><Contenu>{packed}</Contenu><NomPJ>{escape(self.name)}</NomPJ>'
            f"<TypePJ>{self.kind}</TypePJ><MimeTypePJ>{self.mime}</MimeTypePJ></PJ>"
        )


@dataclass(frozen=True)
class AnInvoice:
    number: str = "2404-001"
    supplier: str = CLEANING_COMPANY
    recipient: str = ANYBODY
    service: str = ""
    engagement: str = ""
    marche: str = ""
    kind: str = "380"
    cadre: str = "A1"
    date: str = "2026-04-30"
    origin: str = ""
    payment: str | None = "31"
    currency: str = "EUR"
    net: str = "1000.00"
    gross: str = "1200.00"
    payable: str = "1200.00"
    vat: tuple[tuple[str, str, str], ...] = (("20.00", "1000.00", "200.00"),)
    attachments: tuple[Attachment, ...] = field(default=(Attachment(),))

    def xml(self, order: int) -> str:
        payment = f"<ModePaiement><Code>{self.payment}</Code></ModePaiement>"
        origin = f"<IdFactureOrigine>{escape(self.origin)}</IdFactureOrigine>"
        lines = "".join(
            f"<TVA><Taux>{rate}</Taux><BaseHt>{base}</BaseHt><MontantTVA>{tax}</MontantTVA></TVA>"
            for rate, base, tax in self.vat
        )
        return (
            f'<CPPFactureMixteUnitaire NumOrdre="{order}"><Fournisseur>'
            f"<TypeIdentifiant>1</TypeIdentifiant><Identifiant>{self.supplier}</Identifiant>"
            "<RaisonSociale>PROPRE ET NET</RaisonSociale><CodePays>FR</CodePays></Fournisseur>"
            "<Debiteur><TypeIdentifiant>1</TypeIdentifiant>"
            f"<Identifiant>{self.recipient}</Identifiant><Nom>DESTINATAIRE</Nom>"
            f"<CodeService>{escape(self.service)}</CodeService></Debiteur>"
            f"<DonneesFacture><Id>{escape(self.number)}</Id>{origin if self.origin else ''}"
            f"<Type>{self.kind}</Type><Cadre>{self.cadre}</Cadre>"
            f"<DateEmissionFacture>{self.date}</DateEmissionFacture>"
            f"{payment if self.payment else ''}<Devise>{self.currency}</Devise>"
            f"<Montants><MontantHT>{self.net}</MontantHT><MontantTTC>{self.gross}</MontantTTC>"
            f"<MontantNetAPayer>{self.payable}</MontantNetAPayer></Montants>"
            f"<TVAS>{lines}</TVAS><Engagement><NumeroMarche>{escape(self.marche)}</NumeroMarche>"
            f"<NumeroEngagement>{escape(self.engagement)}</NumeroEngagement></Engagement>"
            "</DonneesFacture>"
            + "".join(a.xml(n) for n, a in enumerate(self.attachments, start=1))
            + "</CPPFactureMixteUnitaire>"
        )


def a_flow(*invoices: AnInvoice, count: int | None = None) -> bytes:
    """Write a CPP minimal file."""
    units = "".join(invoice.xml(order) for order, invoice in enumerate(invoices, start=1))
    return (
        '<?xml version="1.0" encoding="UTF-8"?><CPPFactureMixte><Enveloppe>'
        '<EnveloppeUnitaire NumOrdre="1"><Parametres><ParametreIndiv NumOrdre="0001">'
        "<Code>DtPrd</Code><Valeurparametre>2026-04-30</Valeurparametre></ParametreIndiv>"
        '<ParametreIndiv NumOrdre="0002"><Code>IdFlx</Code><Valeurparametre>F1</Valeurparametre>'
        "</ParametreIndiv></Parametres><Partenaires><Recepteur><Id>CPP001</Id></Recepteur>"
        "<Emetteur><Id>CPP001</Id></Emetteur></Partenaires></EnveloppeUnitaire></Enveloppe>"
        f'<CPPFactures Compteur="{len(invoices) if count is None else count}">{units}'
        "</CPPFactures></CPPFactureMixte>"
    ).encode()


class Supplier:
    """A registered supplier, its token, and the calls that it makes."""

    def __init__(self, simulator: Simulator, siret: str = CLEANING_COMPANY) -> None:
        self.url = simulator.url
        self.siret = siret
        self.keys = simulator.admin.register_supplier(siret)
        self.http = httpx2.Client(
            base_url=simulator.url, timeout=30, trust_env=False, verify=NO_TLS
        )
        self.token = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.http.close()

    def ask_token(self, **changes: str) -> httpx2.Response:
        form = {
            "grant_type": "client_credentials",
            "client_id": self.keys["client_id"],
            "client_secret": self.keys["client_secret"],
            "scope": "openid",
        } | changes
        return self.http.post("/api/oauth/token", data=form)

    def headers(self) -> dict[str, str]:
        if not self.token:
            self.token = self.ask_token().json()["access_token"]
        pair = f"{self.keys['technical_login']}:{self.keys['technical_password']}"
        return {
            "Authorization": f"Bearer {self.token}",
            "cpro-account": base64.b64encode(pair.encode()).decode(),
            "Content-Type": "application/json;charset=utf-8",
            "Accept": "application/json;charset=utf-8",
        }

    def post(self, path: str, body: Any = None, **changes: str) -> httpx2.Response:
        headers = self.headers() | changes
        return self.http.post(f"/cpro/{path}", json=body or {}, headers=headers)

    def deposit(self, content: bytes, name: str = "flux.xml", syntax: str = SYNTAX) -> Any:
        return self.deposit_call(content, name, syntax).json()

    def deposit_call(
        self, content: bytes, name: str = "flux.xml", syntax: str = SYNTAX
    ) -> httpx2.Response:
        return self.post(
            "factures/v1/deposer/flux",
            {
                "fichierFlux": base64.b64encode(content).decode(),
                "nomFichier": name,
                "syntaxeFlux": syntax,
                "avecSignature": False,
            },
        )

    def report(self, number: str) -> Any:
        return self.post("transverses/v1/consulterCRDetaille", {"numeroFluxDepot": number}).json()

    def search(self, **filters: Any) -> Any:
        return self.post("factures/v1/rechercher/fournisseur", filters).json()

    def verdict(self, *invoices: AnInvoice) -> Any:
        """Deposit invoices in one flow (integrated at once) and give the report."""
        return self.report(self.deposit(a_flow(*invoices))["numeroFluxDepot"])

    def reasons(self, invoice: AnInvoice) -> str:
        """Deposit one invoice that must be refused; give the label of its refusal."""
        report = self.verdict(invoice)
        assert report["etatCourantDepotFlux"] == "IN_REJETE", report
        (line,) = report["listeErreurDP"]
        assert line["numeroDP"] == invoice.number
        return str(line["libelleErreurDP"])
