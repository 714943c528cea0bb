"""What the system answers when a file cannot be used, in French."""

from __future__ import annotations

import errno

_REASONS = {
    errno.ENOENT: "il n'existe pas",
    errno.EACCES: "droits insuffisants",
    errno.EPERM: "droits insuffisants",
    errno.EEXIST: "un fichier porte déjà ce nom",
    errno.EISDIR: "c'est un dossier",
    errno.ENOTDIR: "ce n'est pas un dossier",
    errno.EROFS: "le disque est en lecture seule",
    errno.ENOSPC: "le disque est plein",
    errno.EFBIG: "il dépasse la taille permise",
    errno.ENAMETOOLONG: "le nom est trop long",
}


def system_reason(error: OSError) -> str:
    """Say why the system refused, or repeat its own words when they are not known here."""
    return _REASONS.get(error.errno or 0, error.strerror or "cause inconnue")
