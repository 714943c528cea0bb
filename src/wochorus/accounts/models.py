"""Issuing companies and how each one reaches Chorus Pro."""

from __future__ import annotations

from datetime import date

from django.db import models

from wochorus.accounts.addresses import PostalAddress
from wochorus.accounts.legal_texts import EARLY_PAYMENT, LATE_PENALTIES, RECOVERY_FEE
from wochorus.core.identifiers import SIREN_LENGTH
from wochorus.core.money import format_euros


class ChorusEnvironment(models.TextChoices):
    """The portals that a company may deposit on. None is assumed."""

    SIMULATOR = "simulator", "simulateur"
    QUALIFICATION = "qualification", "qualification"
    PRODUCTION = "production", "PRODUCTION"
    OTHER = "other", "autre"


class WayIn(models.TextChoices):
    """How a company's invoices come into Chorus Pro."""

    XML = "xml", "flux XML"
    PDF = "pdf", "dépôt de PDF"
    SIGNED_PDF = "signed_pdf", "dépôt de PDF signé"
    TYPED = "typed", "saisie"


class Company(PostalAddress):
    """A company that issues invoices. Every other record belongs to one.

    The identity, the bank and the legal sentences are those that its invoices print and carry.
    """

    code = models.SlugField("code", max_length=30, unique=True)
    name = models.CharField("raison sociale", max_length=201)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    vat_number = models.CharField("n° de TVA", max_length=20, blank=True)
    legal_form = models.CharField("forme juridique", max_length=60, blank=True)
    share_capital = models.DecimalField(
        "capital social", max_digits=15, decimal_places=2, null=True, blank=True
    )
    trade_register = models.CharField("immatriculation au registre", max_length=100, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)
    iban = models.CharField("IBAN", max_length=34, blank=True)
    bic = models.CharField("BIC", max_length=11, blank=True)
    electronic_address = models.CharField("adresse électronique", max_length=125, blank=True)
    logo_sha256 = models.CharField("logo", max_length=64, blank=True)
    logo_media_type = models.CharField("type du logo", max_length=30, blank=True)
    logo_name = models.CharField("nom du logo", max_length=255, blank=True)
    late_penalties = models.CharField(
        "pénalités de retard (PMD)", max_length=1024, default=LATE_PENALTIES
    )
    recovery_fee = models.CharField(
        "indemnité de recouvrement (PMT)", max_length=1024, default=RECOVERY_FEE
    )
    early_payment = models.CharField("escompte (AAB)", max_length=1024, default=EARLY_PAYMENT)
    vat_on_debits = models.BooleanField("TVA d'après les débits", default=False)
    environment = models.CharField(
        "environnement Chorus Pro",
        max_length=20,
        choices=ChorusEnvironment,
        default=ChorusEnvironment.SIMULATOR,
    )
    cadre = models.CharField("cadre de facturation", max_length=3, default="A1")
    way_in = models.CharField(
        "mode d'entrée sur Chorus Pro", max_length=12, choices=WayIn, default=WayIn.XML
    )
    recycling_until = models.DateField(
        "dernier jour du recyclage", null=True, blank=True, default=date(2026, 8, 31)
    )
    flow_size_limit = models.PositiveBigIntegerField(
        "taille maximale d'un flux (octets)", default=30_000_000
    )
    flow_invoice_limit = models.PositiveIntegerField("factures par flux, au plus", default=500)
    call_interval_ms = models.PositiveIntegerField("attente internet (ms)", default=1000)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        verbose_name = "société"
        constraints = (
            models.UniqueConstraint(
                fields=["siret"], condition=~models.Q(siret=""), name="company_siret_unique"
            ),
        )

    @property
    def siren(self) -> str:
        """The nine first digits of the SIRET, or nothing."""
        return self.siret[:SIREN_LENGTH]

    @property
    def legal_information(self) -> str:
        """The legal form, the capital and the register in one phrase (BT-33)."""
        capital = ""
        if self.share_capital is not None:
            whole = format_euros(self.share_capital).replace(",00", "")
            capital = f"au capital de {whole}"
        identity = " ".join(part for part in (self.legal_form, capital) if part)
        return " · ".join(part for part in (identity, self.trade_register) if part)

    @property
    def routing_address(self) -> str:
        """The electronic address of the reform's circuit (BT-34): SIREN_SIRET unless told."""
        derived = f"{self.siren}_{self.siret}" if self.siret else ""
        return self.electronic_address or derived


class ChorusAccess(models.Model):
    """The credentials of one company on one environment; secrets are stored encrypted."""

    company = models.ForeignKey(Company, models.CASCADE, related_name="accesses")
    environment = models.CharField(max_length=20, choices=ChorusEnvironment)
    client_id = models.CharField("identifiant PISTE", max_length=200)
    client_secret = models.BinaryField("secret PISTE (chiffré)")
    technical_login = models.CharField("compte technique", max_length=200)
    technical_password = models.BinaryField("mot de passe technique (chiffré)")
    password_expires_on = models.DateField(
        "fin de validité du mot de passe technique", null=True, blank=True
    )
    password_expiry_read_at = models.DateTimeField("fin de validité lue le", null=True, blank=True)
    updated_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "accès Chorus Pro"
        constraints = (
            models.UniqueConstraint(fields=["company", "environment"], name="chorus_access_unique"),
        )


class SigningCertificate(models.Model):
    """The certificate that signs a company's PDFs, with its private key; stored encrypted.

    ``sealed`` holds a PKCS#12 file and its password.
    """

    company = models.OneToOneField(Company, models.CASCADE, related_name="signing_certificate")
    sealed = models.BinaryField("certificat (chiffré)")
    subject = models.CharField("titulaire", max_length=500)
    issuer = models.CharField("émetteur", max_length=500)
    valid_from = models.DateTimeField("valable du")
    valid_to = models.DateTimeField("valable jusqu'au")
    added_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "certificat de signature"


class CallTurn(models.Model):
    """When a technical account may next call Chorus Pro.

    The table is unlogged: a call waits for no disk, and a database that crashed forgets the turns.
    """

    account = models.CharField("compte technique", max_length=250, unique=True)
    next_at = models.DateTimeField()
