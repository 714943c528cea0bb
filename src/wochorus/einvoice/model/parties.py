"""Who sells, who buys, who is paid, and where they live."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated

from wochorus.einvoice.model.identifiers import Identifier
from wochorus.einvoice.model.term import Group, Term, terms


@dataclass(frozen=True, slots=True, kw_only=True)
class Address(Group):
    """A postal address. ``country`` is a code of ISO 3166-1 alpha-2."""

    line_1: Annotated[str | None, Term("line-1", "adresse")] = None
    line_2: Annotated[str | None, Term("line-2", "complément d'adresse")] = None
    line_3: Annotated[str | None, Term("line-3", "second complément d'adresse")] = None
    city: Annotated[str | None, Term("city", "ville")] = None
    postcode: Annotated[str | None, Term("postcode", "code postal")] = None
    subdivision: Annotated[str | None, Term("subdivision", "région")] = None
    country: Annotated[str | None, Term("country", "pays")] = "FR"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(Group):
    """Whom to call about the invoice: a person or a department."""

    name: Annotated[str | None, Term("name", "nom du contact")] = None
    telephone: Annotated[str | None, Term("telephone", "téléphone du contact")] = None
    email: Annotated[str | None, Term("email", "courriel du contact")] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Seller(Group):
    """The seller (BG-4)."""

    name: Annotated[str, Term("BT-27", "raison sociale du vendeur")]
    trading_name: Annotated[str | None, Term("BT-28", "nom commercial du vendeur")] = None
    identifiers: Annotated[tuple[Identifier, ...], Term("BT-29", "identifiants du vendeur")] = ()
    legal_registration: Annotated[
        Identifier | None, Term("BT-30", "identifiant légal du vendeur (SIREN ou SIRET)")
    ] = None
    vat_identifier: Annotated[str | None, Term("BT-31", "n° de TVA du vendeur")] = None
    tax_registration: Annotated[
        str | None, Term("BT-32", "identifiant fiscal local du vendeur")
    ] = None
    legal_information: Annotated[
        str | None, Term("BT-33", "forme juridique, capital et RCS du vendeur")
    ] = None
    electronic_address: Annotated[
        Identifier | None, Term("BT-34", "adresse électronique du vendeur")
    ] = None
    address: Annotated[
        Address,
        Term("BG-5", "adresse du vendeur", terms("35", "36", "162", "37", "38", "39", "40")),
    ] = Address()
    contact: Annotated[
        Contact | None, Term("BG-6", "contact chez le vendeur", terms("41", "42", "43"))
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer(Group):
    """The buyer (BG-7).

    EN 16931 allows one identifier (BT-46); the French extension EXTENDED-CTC-FR allows several,
    told apart by their scheme: a public body is named by its SIRET (0009) and its service (0224).
    """

    name: Annotated[str, Term("BT-44", "nom de l'acheteur")]
    trading_name: Annotated[str | None, Term("BT-45", "nom commercial de l'acheteur")] = None
    identifiers: Annotated[tuple[Identifier, ...], Term("BT-46", "identifiants de l'acheteur")] = ()
    legal_registration: Annotated[
        Identifier | None, Term("BT-47", "identifiant légal de l'acheteur (SIREN ou SIRET)")
    ] = None
    vat_identifier: Annotated[str | None, Term("BT-48", "n° de TVA de l'acheteur")] = None
    electronic_address: Annotated[
        Identifier | None, Term("BT-49", "adresse électronique de l'acheteur")
    ] = None
    address: Annotated[
        Address,
        Term("BG-8", "adresse de l'acheteur", terms("50", "51", "163", "52", "53", "54", "55")),
    ] = Address()
    contact: Annotated[
        Contact | None, Term("BG-9", "contact chez l'acheteur", terms("56", "57", "58"))
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SellerAgent(Group):
    """Who acts for the seller (EXT-FR-FE-BG-03).

    In public works it is the main contractor of a subcontractor paid directly, or the agent of a
    group of contractors (Chorus Pro external specification v1.1, ch. 6).
    """

    name: Annotated[str | None, Term("EXT-FR-FE-BG-03", "nom de l'agent du vendeur")] = None
    identifiers: Annotated[
        tuple[Identifier, ...], Term("EXT-FR-FE-BG-03", "identifiants de l'agent du vendeur")
    ] = ()
    legal_registration: Annotated[
        Identifier | None, Term("EXT-FR-FE-BG-03", "SIREN de l'agent du vendeur")
    ] = None
    vat_identifier: Annotated[
        str | None, Term("EXT-FR-FE-BG-03", "n° de TVA de l'agent du vendeur")
    ] = None
    electronic_address: Annotated[
        Identifier | None, Term("EXT-FR-FE-BG-03", "adresse électronique de l'agent du vendeur")
    ] = None
    address: Annotated[Address | None, Term("EXT-FR-FE-BG-03", "adresse de l'agent du vendeur")] = (
        None
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Payee(Group):
    """Who receives the payment when it is not the seller (BG-10), a factor for instance."""

    name: Annotated[str, Term("BT-59", "nom du bénéficiaire du paiement")]
    identifier: Annotated[Identifier | None, Term("BT-60", "identifiant du bénéficiaire")] = None
    legal_registration: Annotated[
        Identifier | None, Term("BT-61", "identifiant légal du bénéficiaire")
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxRepresentative(Group):
    """The seller's tax representative (BG-11)."""

    name: Annotated[str, Term("BT-62", "nom du représentant fiscal")]
    vat_identifier: Annotated[str, Term("BT-63", "n° de TVA du représentant fiscal")]
    address: Annotated[
        Address,
        Term(
            "BG-12",
            "adresse du représentant fiscal",
            terms("64", "65", "164", "66", "67", "68", "69"),
        ),
    ] = Address()


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery(Group):
    """Where and when goods or services were delivered (BG-13)."""

    name: Annotated[str | None, Term("BT-70", "nom du lieu de livraison")] = None
    location: Annotated[Identifier | None, Term("BT-71", "identifiant du lieu de livraison")] = None
    actual_date: Annotated[date | None, Term("BT-72", "date de livraison ou d'exécution")] = None
    address: Annotated[
        Address | None,
        Term("BG-15", "adresse de livraison", terms("75", "76", "165", "77", "78", "79", "80")),
    ] = None
