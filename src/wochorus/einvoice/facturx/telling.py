"""Findings about the PDF that carries an invoice."""

from __future__ import annotations

from wochorus.core.sizes import format_megabytes
from wochorus.einvoice.findings import Finding, Layer, Severity


def error(rule: str, message: str, remedy: str, *, path: str = "", detail: str = "") -> Finding:
    """Tell what keeps the PDF from being used."""
    return _finding(Severity.ERROR, rule, message, remedy, path, detail)


def warning(rule: str, message: str, remedy: str, *, path: str = "", detail: str = "") -> Finding:
    """Tell what is wrong though the invoice can be read."""
    return _finding(Severity.WARNING, rule, message, remedy, path, detail)


def information(
    rule: str, message: str, remedy: str = "", *, path: str = "", detail: str = ""
) -> Finding:
    """Tell what was noticed, or done."""
    return _finding(Severity.INFORMATION, rule, message, remedy, path, detail)


def too_large(what: str, size: int, limit: int, *, path: str = "") -> Finding:
    """Tell that something is larger than what is read."""
    return Finding(
        layer=Layer.LIMITS,
        rule="WO-PDF-TAILLE",
        severity=Severity.ERROR,
        message=(
            f"{what} pèse {format_megabytes(size)} : la limite est de {format_megabytes(limit)}."
        ),
        remedy="Réduisez le fichier (images moins fines, annexes à part), puis recommencez.",
        path=path,
    )


def _finding(
    severity: Severity, rule: str, message: str, remedy: str, path: str, detail: str
) -> Finding:
    return Finding(
        layer=Layer.CONTAINER,
        rule=rule,
        severity=severity,
        message=message,
        remedy=remedy,
        path=path,
        detail=detail,
    )
