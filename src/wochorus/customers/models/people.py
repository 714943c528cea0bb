"""The people and the places of a customer: contacts, and addresses other than its own."""

from __future__ import annotations

from django.db import models

from wochorus.accounts.addresses import PostalAddress
from wochorus.customers.models.customer import Customer


class Contact(models.Model):
    """Somebody to write to or to call at a customer. Nothing more is kept of a person."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="contacts")
    name = models.CharField("nom du contact", max_length=120)
    role = models.CharField("fonction", max_length=60, blank=True)
    email = models.EmailField("courriel", blank=True)
    phone = models.CharField("téléphone", max_length=30, blank=True)

    class Meta:
        verbose_name = "contact"
        constraints = (
            models.UniqueConstraint(fields=["customer", "name"], name="contact_name_unique"),
        )


class AddressPurpose(models.TextChoices):
    """What an address is for, beside the customer's own."""

    BILLING = "billing", "facturation"
    SITE = "site", "site (livraison)"


class CustomerAddress(PostalAddress):
    """Another address of a customer: where invoices are sent, or a site where the work is done."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="addresses")
    purpose = models.CharField("usage", max_length=10, choices=AddressPurpose)
    label = models.CharField("nom de l'adresse", max_length=100)
    siret = models.CharField("SIRET du site", max_length=14, blank=True)

    class Meta:
        verbose_name = "adresse de client"
        constraints = (
            models.UniqueConstraint(fields=["customer", "label"], name="address_label_unique"),
        )
