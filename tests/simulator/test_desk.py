"""The public buyer's desk: what it shows, what its buttons do, whom it refuses."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING

import pytest

from simulator.acting import deposited
from simulator.bills import FORMS, Bill
from simulator.browsing import Page, Person
from simulator.speaking import A_PDF, ANYBODY, AnInvoice, Attachment, Supplier

if TYPE_CHECKING:
    from collections.abc import Iterator

    from simulator.running import Simulator

TOWN = "21870850600012"


@pytest.fixture
def person(simulator: Simulator) -> Iterator[Person]:
    simulator.admin.put_structure(TOWN, "COMMUNE DE SÉES")
    with Person(simulator) as found:
        yield found


def address(invoice_id: int, body: str = TOWN) -> str:
    return f"/acheteur/{body}/factures/{invoice_id}"


@pytest.fixture
def invoice(simulator: Simulator, supplier: Supplier) -> int:
    simulator.admin.put_structure(TOWN, "COMMUNE DE SÉES")
    (found,) = deposited(supplier, AnInvoice("A-1", recipient=TOWN, engagement="EJ-12"))
    return found


def status_of(supplier: Supplier) -> tuple[str, str | None]:
    (row,) = supplier.search()["listeFactures"]
    return row["statut"], row["commentaireEtatCourant"]


def test_the_pages_run_nothing_and_load_nothing_from_elsewhere(
    person: Person, invoice: int
) -> None:
    for path in ("/simulator/", "/acheteur/", f"/acheteur/{TOWN}/", address(invoice)):
        page = person.look(path)
        assert page.status == 200
        assert page.tree.get("lang") == "fr"
        policy = page.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert not page.tree.xpath(
            "//script | //style | //*[@style] | //@*[starts-with(., 'http')]"
        )
        assert page.tree.xpath("//main//h1")
        unnamed = page.tree.xpath(
            "//main//*[self::input or self::select or self::textarea][not(@type='hidden')]"
            "[not(@id = //label/@for)]"
        )
        assert unnamed == []
        assert all(table.find("caption") is not None for table in page.tree.iter("table"))
        ids = page.tree.xpath("//@id")
        assert len(ids) == len(set(ids))
    sheet = person.http.get("/simulator/style.css")
    assert sheet.headers["Content-Type"].startswith("text/css")
    assert "prefers-color-scheme: dark" in sheet.text
    assert "url(" not in sheet.text


def test_the_desk_shows_who_received_something_first(supplier: Supplier, person: Person) -> None:
    deposited(supplier, AnInvoice("A-1", recipient=TOWN))
    page = person.look("/acheteur/")
    assert page.rows() == [["COMMUNE DE SÉES", "218 708 506 00012", "—", "1", "1"]]
    assert page.tree.xpath(f"//a[@href='/acheteur/{TOWN}/']")


@pytest.mark.parametrize("text", ["sees", "SÉES", "commune de s", "21870850600012", "218 708 506"])
def test_a_structure_is_found_by_name_or_siret(person: Person, text: str) -> None:
    assert [row[0] for row in person.look("/acheteur/", q=text).rows()] == ["COMMUNE DE SÉES"]


def test_a_search_that_finds_nothing_says_so(person: Person) -> None:
    assert "Aucune structure publique" in person.look("/acheteur/", q="%").text
    assert "Aucune facture n'a encore été reçue" in person.look("/acheteur/").text


def test_the_list_is_filtered_and_paged(
    simulator: Simulator, supplier: Supplier, person: Person
) -> None:
    ids = deposited(
        supplier, *(AnInvoice(f"N{n:02d}", recipient=TOWN, engagement=f"EJ{n}") for n in range(30))
    )
    simulator.admin.set_status(ids[3], "SUSPENDUE", "il manque le bon")
    simulator.admin.set_status(ids[4], "SERVICE_FAIT")

    def numbers(**query: str) -> list[str]:
        page = person.look(f"/acheteur/{TOWN}/", **query)
        return sorted(row[0] for row in page.rows()) if page.tree.findall(".//table") else []

    assert len(numbers()) == 25
    assert len(numbers(page="2")) == 5
    assert numbers(page="3") == []
    assert len(numbers(page="x")) == 25
    assert numbers(etat="SUSPENDUE") == ["N03"]
    assert len(numbers(etat="to_treat", page="2")) == 3
    assert numbers(q="n07") == ["N07"]
    assert numbers(q="ej12") == ["N12"]
    assert len(numbers(q="propre et net")) == 25
    assert numbers(au="2020-01-01") == []
    wrong = person.look(f"/acheteur/{TOWN}/", du="hier")
    assert "date" in wrong.alert()
    assert wrong.status == 200
    (following,) = person.look(f"/acheteur/{TOWN}/", q="n").tree.xpath("//a[@rel='next']/@href")
    assert len(person.look(f"/acheteur/{TOWN}/{following}").rows()) == 5


def test_an_invoice_shows_its_data_its_pieces_and_its_history(
    supplier: Supplier, person: Person
) -> None:
    pieces = (
        Attachment(),
        Attachment("bon.txt", b"bon de livraison", "02", mime="text/plain"),
    )
    (found,) = deposited(
        supplier, AnInvoice("A-1", recipient=TOWN, engagement="EJ-12", attachments=pieces)
    )
    page = person.look(address(found))
    for words in ("A-1", "EJ-12", "732 829 320 00074", "1 200,00 €", "Mise à disposition"):
        assert words in page.text.replace("\u202f", " "), words
    codes = [row[1] for row in page.rows(-1)]
    assert codes == ["Mise à disposition", "En cours d'acheminement", "Déposée"]
    (frame,) = page.tree.xpath("//iframe/@src")
    pdf = person.http.get(frame)
    assert pdf.content == A_PDF
    assert pdf.headers["Content-Type"] == "application/pdf"
    assert pdf.headers["Content-Disposition"].startswith("inline")
    assert "frame-ancestors 'self'" in pdf.headers["Content-Security-Policy"]
    links = page.tree.xpath("//ul[@class='files']//a/@href")
    saved = [person.http.get(link) for link in links]
    assert [answer.content for answer in saved] == [A_PDF, b"bon de livraison"]
    assert all(answer.headers["Content-Disposition"].startswith("attachment") for answer in saved)
    assert saved[1].headers["Content-Type"] == "application/octet-stream"
    assert person.http.get(f"{address(found)}/pieces/1").status_code == 404


def test_an_invoice_without_a_pdf_is_read_on_a_composed_one(
    supplier: Supplier, person: Person
) -> None:
    from simulator.acting import billed

    found = billed(supplier, Bill(recipient=TOWN), FORMS["UBL"])
    page = person.look(address(found))
    assert "Nettoyage" in page.text
    (frame,) = page.tree.xpath("//iframe/@src")
    assert person.http.get(frame).content.startswith(b"%PDF-")


def test_what_callers_write_is_shown_as_text(
    simulator: Simulator, supplier: Supplier, person: Person
) -> None:
    simulator.admin.put_structure(TOWN, '<script>alert(1)</script> & "Fils"')
    (found,) = deposited(supplier, AnInvoice("A-1", recipient=TOWN, engagement="<b>EJ</b>"))
    simulator.admin.set_status(found, "<i>PERDUE</i>", "<img src=x>")
    for path in ("/acheteur/", f"/acheteur/{TOWN}/", address(found), "/simulator/"):
        page = person.look(path)
        assert not page.tree.xpath("//script | //img | //i | //b")
    assert "<img src=x>" in person.look(address(found)).text


@pytest.mark.parametrize(
    "path",
    [
        "/acheteur/99999999999999/",
        "/acheteur/73282932000074/",
        f"/acheteur/{ANYBODY}/factures/1",
        f"/acheteur/{ANYBODY}/factures/{10**30}",
        f"/acheteur/{ANYBODY}/factures/1/pieces/2",
    ],
)
def test_what_does_not_exist_is_told_in_french(person: Person, path: str) -> None:
    page = person.look(path)
    assert page.status == 404
    assert page.alert()


def test_an_invoice_is_shown_to_its_own_recipient_only(person: Person, invoice: int) -> None:
    assert person.look(address(invoice, ANYBODY)).status == 404


@pytest.mark.parametrize(
    "status",
    [
        "MISE_EN_PAIEMENT",
        "SERVICE_FAIT",
        "MISE_A_DISPOSITION_COMPTABLE",
        "COMPTABILISEE",
        "MISE_A_DISPOSITION",
    ],
)
def test_a_button_gives_its_status_at_once(
    supplier: Supplier, person: Person, invoice: int, status: str
) -> None:
    done = person.submit(person.look(address(invoice)), {"statut": status})
    assert done.status == 200
    assert "C'est fait" in done.text
    assert status_of(supplier) == (status, None)


def test_the_buyer_suspends_and_the_supplier_completes(
    supplier: Supplier, person: Person, invoice: int
) -> None:
    page = person.look(address(invoice))
    person.submit(page, {"statut": "SUSPENDUE"}, commentaire="le bon signé")
    words = "Pièce justificative absente - le bon signé"
    assert status_of(supplier) == ("SUSPENDUE", words)
    assert words in person.look(address(invoice)).text
    body = {"identifiantFactureCPP": invoice, "commentaire": "le voici"}
    assert supplier.post("factures/v1/completer", body).json()["codeRetour"] == 0
    assert "le voici" in person.look(address(invoice)).text
    assert person.look(f"/acheteur/{TOWN}/", etat="to_treat").rows()[0][1] == "Complétée"


def test_the_buyer_rejects_for_a_reason(supplier: Supplier, person: Person, invoice: int) -> None:
    page = person.look(address(invoice))
    refused = person.submit(page, {"statut": "REJETEE"}, motif="", commentaire="  ")
    assert refused.status == 400
    assert "motif" in refused.alert()
    assert status_of(supplier)[0] == "MISE_A_DISPOSITION"
    done = person.submit(refused, {"statut": "REJETEE"}, motif="EJ_ERR", commentaire="c'est 4411")
    assert done.status == 200
    assert status_of(supplier) == ("REJETEE", "Numéro d'engagement erroné - c'est 4411")


def test_too_long_a_reason_is_told_and_kept_in_its_field(person: Person, invoice: int) -> None:
    page = person.look(address(invoice))
    written = "é" * 250
    refused = person.submit(page, {"statut": "REJETEE"}, motif="DOUBLE_FACT", commentaire=written)
    assert refused.status == 400
    assert "255" in refused.alert()
    form = refused.form(statut="REJETEE")
    assert form.fields["commentaire"] == written
    assert form.fields["motif"] == "DOUBLE_FACT"
    assert form.getparent().get("open") is not None


def test_the_buyer_issues_a_payment_order(supplier: Supplier, person: Person, invoice: int) -> None:
    person.submit(person.look(address(invoice)), {"statut": "MANDATEE"}, mandat="2026-4411")
    sheet = supplier.post("factures/v1/consulter/fournisseur", {"identifiantFactureCPP": invoice})
    assert sheet.json()["facture"]["references"]["numeroDpMandat"] == "2026-4411"
    assert "2026-4411" in person.look(address(invoice)).text


def test_recycling_is_offered_only_while_it_exists(
    simulator: Simulator, supplier: Supplier, person: Person, invoice: int
) -> None:
    page = person.look(address(invoice))
    with pytest.raises(AssertionError):
        page.form(statut="A_RECYCLER")
    simulator.admin.settings(recycling_withdrawn=False)
    offered = person.look(address(invoice))
    person.submit(offered, {"statut": "A_RECYCLER"}, motif="SE_ERR")
    assert status_of(supplier) == ("A_RECYCLER", "Service exécutant erroné")
    simulator.admin.settings(recycling_withdrawn=True)
    refused = person.submit(offered, {"statut": "A_RECYCLER"}, motif="SE_ERR")
    assert refused.status == 400
    assert "n'existe plus" in refused.alert()


def test_the_desk_shows_what_awaits_an_invoice(
    simulator: Simulator, supplier: Supplier, person: Person
) -> None:
    simulator.admin.order_life(
        {"status": "MISE_A_DISPOSITION"}, {"after": "30 j", "status": "MISE_EN_PAIEMENT"}
    )
    (found,) = deposited(supplier, AnInvoice("A-1", recipient=TOWN))
    page = person.look(address(found))
    assert "Ce qui l'attend si personne n'agit" in page.text
    done = person.submit(page, {"statut": "SERVICE_FAIT"})
    assert "Ce qui l'attend" not in done.text


def test_the_validator_is_played_at_the_desk(supplier: Supplier, person: Person) -> None:
    (found,) = deposited(supplier, AnInvoice("A-1", recipient=TOWN, cadre="A9"))
    asked = person.submit(person.look(address(found)), {"action": "soumettre"})
    assert status_of(supplier)[0] == "A_VALIDER_1"
    assert "15 jours" in asked.text
    refused = person.submit(asked, {"action": "refuser"}, commentaire="")
    assert (refused.status, bool(refused.alert())) == (400, True)
    person.submit(asked, {"action": "refuser"}, commentaire="hors contrat")
    assert status_of(supplier) == ("REFUSEE_1", "hors contrat")
    again = person.submit(person.look(address(found)), {"action": "soumettre"})
    person.submit(again, {"action": "valider"})
    assert status_of(supplier)[0] == "MISE_A_DISPOSITION"
    late = person.submit(asked, {"action": "valider"})
    assert (late.status, "n'est pas à valider" in late.alert()) == (400, True)


def test_a_silent_validator_approves_after_fifteen_days(
    simulator: Simulator, supplier: Supplier, person: Person
) -> None:
    (found,) = deposited(supplier, AnInvoice("A-1", recipient=TOWN, cadre="A12"))
    person.submit(person.look(address(found)), {"action": "soumettre"})
    simulator.admin.advance(15 * 86_400 - 60)
    assert simulator.admin.invoices()[0]["status"] == "A_VALIDER_1"
    simulator.admin.advance(60)
    codes = [row[1] for row in person.look(address(found)).rows(-1)]
    assert codes[0] == "Mise à disposition"
    assert codes[2] == "Validée par silence (15 jours)"


def test_an_ordinary_invoice_has_no_validator(person: Person, invoice: int) -> None:
    page = person.look(address(invoice))
    assert "Ce que décide le valideur" not in page.text
    token = page.form(statut="SERVICE_FAIT").fields["jeton"]
    answer = person.http.post(
        f"{address(invoice)}/validation", data={"jeton": token, "action": "valider"}
    )
    assert answer.status_code == 404


def test_no_other_site_and_no_stale_page_can_act(
    supplier: Supplier, person: Person, invoice: int
) -> None:
    target = f"{address(invoice)}/decision"
    token = person.look(address(invoice)).form(statut="SERVICE_FAIT").fields["jeton"]
    act = {"statut": "SERVICE_FAIT", "jeton": token}
    attempts = [
        person.http.post(target, data={"statut": "SERVICE_FAIT"}),
        person.http.post(target, data=act | {"jeton": "x" * len(token)}),
        person.http.post(target, data=act | {"jeton": "é"}),
        person.http.post(target, data=act, headers={"Sec-Fetch-Site": "cross-site"}),
        person.http.post(target, data=act, headers={"Origin": "https://ailleurs.example"}),
        person.http.post(target, data=act, headers={"Origin": "null"}),
        person.http.post(target, data=act, headers={"Host": "ailleurs.example"}),
        person.http.post(target, json=act),
        person.http.post(target, content=b"jeton=\xff", headers=_FORM),
        person.http.post(target, data=act | {"commentaire": "x" * 200_000}),
    ]
    assert [answer.status_code for answer in attempts] == [403] * len(attempts)
    assert person.http.get(target).status_code == 405
    assert status_of(supplier)[0] == "MISE_A_DISPOSITION"
    assert Page(person.http.post(target, data=act)).status == 200
    assert status_of(supplier)[0] == "SERVICE_FAIT"


_FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@pytest.mark.parametrize("status", ["DEPOSEE", "", "PERDUE"])
def test_a_status_that_no_button_gives_is_refused(
    supplier: Supplier, person: Person, invoice: int, status: str
) -> None:
    token = person.look(address(invoice)).form(statut="SERVICE_FAIT").fields["jeton"]
    answer = person.http.post(
        f"{address(invoice)}/decision", data={"jeton": token, "statut": status}
    )
    assert answer.status_code == 400
    assert Page(answer).alert()
    assert status_of(supplier)[0] == "MISE_A_DISPOSITION"


def test_a_file_name_cannot_break_the_headers(supplier: Supplier, person: Person) -> None:
    name = 'a";\u2028é b.txt'
    pieces = (Attachment(), Attachment(name, b"x", "02", mime="text/html"))
    (found,) = deposited(supplier, AnInvoice("A-1", recipient=TOWN, attachments=pieces))
    links = person.look(address(found)).tree.xpath("//ul[@class='files']//a/@href")
    answer = person.http.get(links[1])
    assert answer.content == b"x"
    assert answer.headers["Content-Disposition"] == 'attachment; filename="a_____b.txt"'
    assert base64.b64encode(answer.content) == b"eA=="
