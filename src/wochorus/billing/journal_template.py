"""The empty journal that a user fills in, and the page that explains its columns.

Both are made from `journal_format.COLUMNS` and cannot say anything else.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from wochorus.billing.journal_format import COLUMNS, ERROR_HEADER, INFORMATION_HEADERS, Column
from wochorus.billing.sheets import (
    ExcelSheet,
    check_target,
    new_file,
    new_sheet,
    new_workbook,
)

if TYPE_CHECKING:
    from pathlib import Path

    import xlsxwriter

HEADERS = tuple(column.header for column in COLUMNS)
EXPLANATION_HEADERS = (
    "Colonne",
    "Obligatoire",
    "Ce qu'elle contient",
    "Exemple : une facture",
    "Exemple : un avoir",
    "Autres titres reconnus",
)


def write_template(path: Path, *, force: bool = False) -> None:
    """Write the template, CSV or XLSX by its name.

    An XLSX has a second sheet with every column explained and two fictitious examples. Raises
    `InvalidInput` when the file exists and ``force`` is not given.
    """
    check_target(path, force=force)
    if path.suffix.lower() == ".csv":
        with new_sheet(path, HEADERS):
            return
    with new_file(path) as draft, new_workbook(draft) as workbook:
        _journal_sheet(workbook)
        explanations = ExcelSheet(workbook, "Explications", EXPLANATION_HEADERS)
        for column in COLUMNS:
            explanations.write(_explanation(column))


def _journal_sheet(workbook: xlsxwriter.Workbook) -> None:
    """Lay out the columns of codes as text: a spreadsheet must not turn them into numbers."""
    ExcelSheet(workbook, "Journal", HEADERS)
    sheet = workbook.get_worksheet_by_name("Journal")
    formats = {
        "amount": workbook.add_format({"num_format": "#,##0.00"}),
        "day": workbook.add_format({"num_format": "dd/mm/yyyy"}),
        "text": workbook.add_format({"num_format": "@"}),
    }
    for position, column in enumerate(COLUMNS):
        width = max(12, len(column.header) + 2)
        name = column.read.__name__
        sheet.set_column(position, position, width, formats.get(name, formats["text"]))


def _explanation(column: Column) -> list[str]:
    required = "oui" if column.required else ""
    return [
        column.header,
        required,
        column.description,
        *column.examples,
        ", ".join(column.aliases),
    ]


def journal_reference() -> str:
    """Compose `docs/reference/journal.md`, in French."""
    rows = [
        f"| {c.header} | {'oui' if c.required else ''} | {_cell(c.description)} "
        f"| {_cell(c.examples[0])} | {_cell(', '.join(c.aliases))} |"
        for c in COLUMNS
    ]
    return _PAGE.format(
        rows="\n".join(rows), unread=", ".join((*INFORMATION_HEADERS, ERROR_HEADER))
    )


def _cell(text: str) -> str:
    return text.replace("|", "\\|")


_PAGE = """\
<!-- Page produite par `wochorus journal reference` : ne pas la modifier. -->
# Le fichier du journal de facturation

Un classeur Excel (`.xlsx`, première feuille visible) ou un fichier CSV (`;`, tabulation ou `,` ;
UTF-8 ou Windows-1252). La première ligne porte les titres, chaque ligne suivante une facture ou
un avoir. Le modèle s'obtient par `wochorus journal template MODELE.xlsx`.

Les titres sont reconnus sans égard aux accents, aux majuscules ni à la ponctuation ; leur ordre
est libre. Une colonne inconnue est signalée et n'est pas lue.

| Colonne | Obligatoire | Ce qu'elle contient | Exemple | Autres titres reconnus |
|---|---|---|---|---|
{rows}

Les colonnes {unread}, que WO CHORUS ajoute lui-même, ne sont pas lues.

## Comment les cellules sont lues

- **Montants** : `1 234,56`, `1234.56`, `12,00 €`. Deux décimales au plus : rien n'est jamais
  arrondi en silence. `1,234` est refusé : on ne sait pas si c'est mille ou un.
- **Dates** : `24/11/2026`, `24-11-2026`, `2026-11-24`, ou une vraie date d'Excel.
- **Avoirs** : tous les montants en positif, ou tous en négatif ; ils sont gardés en positif.
- **TVA** : avec un seul taux, `Taux TVA 1` suffit. Avec plusieurs, chaque taux a sa base et sa
  TVA.
- **Case vide** : un client déjà connu garde ce qu'on sait de lui. Une facture déjà connue perd
  la valeur si la colonne est dans le fichier, la garde si la colonne n'y est pas.
- **Apostrophe** : un texte qui commence par `=`, `+`, `-` ou `@` est exporté avec une apostrophe
  devant, retirée à la lecture.

## Ce que l'import fait

- Le même fichier deux fois ne change rien.
- Une ligne modifiée met à jour la facture tant qu'elle n'est ni en cours de dépôt, ni déposée ;
  sinon la ligne est refusée avec la raison.
- Une erreur, et rien du fichier n'entre : toutes les erreurs sont montrées. Avec `--partial`, les
  bonnes lignes entrent et les autres sont écrites dans `FICHIER.erreurs.csv` (ou `.xlsx`), à
  corriger et à importer.
- Ce que Chorus Pro refuserait (numéro trop long, SIRET absent, totaux faux…) n'est pas une
  erreur d'import : `wochorus check` le montre.

## Les PDF et les pièces jointes

`--pdfs DOSSIER` : pour chaque facture, le fichier nommé par la colonne Fichier PDF ; sinon celui
dont le nom est le numéro (`FA-2026/001` se trouve dans `fa_2026_001.pdf`) ; sinon celui dont le
nom contient le numéro entre des séparateurs. Un numéro fait de moins de quatre chiffres, ou qui
ressemble à une année, n'est cherché que seul.

`--attachments DOSSIER` : les fichiers nommés par la colonne Pièces jointes ; sinon ceux du
sous-dossier qui porte le numéro ; sinon ceux dont le nom commence par le numéro et continue
(`FA-2026-001 bon de commande.pdf`). Sans `--attachments`, les pièces que le journal nomme et que
la facture n'a pas encore sont signalées.

Deux fichiers possibles pour une facture, ou deux factures pour un fichier : rien n'est deviné,
c'est signalé. Les fichiers qui n'ont servi à rien sont listés.
"""
