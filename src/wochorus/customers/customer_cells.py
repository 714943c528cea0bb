"""How the cells that only a customer has are read; see `wochorus.spreadsheets.cells`."""

from __future__ import annotations

from wochorus.customers.models import BuyerKind, InvoiceLanguage
from wochorus.customers.payment_means import PaymentMeans
from wochorus.spreadsheets.cells import one_of

buyer_kind = one_of(
    BuyerKind, publique=BuyerKind.PUBLIC, privee=BuyerKind.PRIVATE, prive=BuyerKind.PRIVATE
)
payment_means = one_of(
    PaymentMeans,
    vir=PaymentMeans.TRANSFER,
    virement_bancaire=PaymentMeans.TRANSFER,
    prelevement_automatique=PaymentMeans.DIRECT_DEBIT,
    chq=PaymentMeans.CHEQUE,
    cb=PaymentMeans.CARD,
    carte_bancaire=PaymentMeans.CARD,
    espece=PaymentMeans.CASH,
)
language = one_of(InvoiceLanguage)
