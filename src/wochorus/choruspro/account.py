"""The technical account: for whom it may act."""

from __future__ import annotations

from wochorus.choruspro.listings import Listing, read_listing
from wochorus.choruspro.messages.accounts import Attachment, SupplierStructure
from wochorus.choruspro.operations import Operations


class AccountOperations(Operations):
    """Readings about the technical account itself."""

    def active_supplier_structures(self) -> list[SupplierStructure]:
        """Read the active structures for which the account may deposit.

        Operation ``recuperer/structures/actives/fournisseur``, which has no paging.
        """
        listing = Listing(
            api="transverses",
            operation="recuperer/structures/actives/fournisseur",
            rows="listeStructures",
            row=SupplierStructure,
            noun="structures actives",
        )
        return read_listing(self.gateway, listing)

    def account_attachments(self) -> list[Attachment]:
        """Read the structures to which the account is attached, whatever the state of the tie.

        Operation ``monCompte/recuperer/rattachements``, all pages. Raises `IncompleteSearch`
        when they do not add up to the announced total.
        """
        listing = Listing(
            api="utilisateurs",
            operation="monCompte/recuperer/rattachements",
            rows="listeStructureRattachement",
            row=Attachment,
            noun="rattachements",
            paging="parametresRecherche",
        )
        return read_listing(self.gateway, listing)
