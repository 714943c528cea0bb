"""WO CHORUS: from customer and contract to an invoice paid through Chorus Pro."""

__version__ = "0.1.0"
