"""The certificate of a company: looked at when it comes in, encrypted, told, forgotten."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from django.utils import timezone

from support.certificates import PASSWORD, Authority
from support.records import a_company
from wochorus.accounts.certificates import (
    certificate_of,
    ends_soon,
    opened,
    remove_certificate,
    store_certificate,
    validity_told,
)
from wochorus.accounts.models import SigningCertificate
from wochorus.core.errors import InvalidInput, Permanent

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority.made()


def test_a_certificate_is_kept_encrypted_and_comes_out_whole(authority: Authority) -> None:
    company, content = a_company(), authority.pkcs12()
    store_certificate(company, content, PASSWORD)
    kept = certificate_of(company)
    assert kept is not None
    assert "Propre et Net" in kept.subject
    assert "Autorité" in kept.issuer
    assert PASSWORD.encode() not in bytes(kept.sealed)
    assert content[:64] not in bytes(kept.sealed)
    out = opened(kept)
    assert (out.content, out.password) == (content, PASSWORD)
    assert PASSWORD not in repr(out)


def test_a_new_certificate_takes_the_place_of_the_old_one(authority: Authority) -> None:
    company = a_company()
    store_certificate(company, authority.pkcs12(), PASSWORD)
    last = authority.pkcs12(password="")
    store_certificate(company, last, "")
    kept = SigningCertificate.objects.get()
    assert opened(kept).content == last


def test_a_certificate_moved_to_another_company_does_not_open(authority: Authority) -> None:
    kept = store_certificate(a_company(), authority.pkcs12(), PASSWORD)
    kept.company = a_company("autre", "55203253400646")
    kept.save()
    with pytest.raises(Permanent, match="illisible"):
        opened(kept)


@pytest.mark.parametrize(
    ("made", "password", "said"),
    [
        ({}, "faux", "ne s'ouvre pas"),
        ({"with_key": False}, PASSWORD, "clé privée"),
        ({"signs": False}, PASSWORD, "pas fait pour signer"),
        ({"starts": timezone.now() - timedelta(days=9), "days": 8}, PASSWORD, "expiré depuis"),
        ({"starts": timezone.now() + timedelta(days=2)}, PASSWORD, "qu'à partir du"),
        ({"key": rsa.generate_private_key(65537, 1024)}, PASSWORD, "ne convient pas"),  # noqa: S505 - refused
    ],
    ids=["password", "no key", "no signing", "expired", "not yet", "weak key"],
)
def test_what_cannot_sign_is_refused_and_nothing_is_kept(
    authority: Authority, made: dict[str, Any], password: str, said: str
) -> None:
    with pytest.raises(InvalidInput, match=said):
        store_certificate(a_company(), authority.pkcs12(**made), password)
    assert not SigningCertificate.objects.exists()


@pytest.mark.parametrize("content", [b"", b"x" * 50, b"\x30\x80" * 40, b"x" * 1_000_001])
def test_a_file_that_is_no_certificate_is_refused(content: bytes) -> None:
    with pytest.raises(InvalidInput):
        store_certificate(a_company(), content, PASSWORD)


@pytest.mark.parametrize(
    ("days", "warned", "said"), [(365, False, "au "), (20, True, "dans 20 jours")]
)
def test_the_end_is_told_and_warned_of_a_month_before(
    authority: Authority, days: int, *, warned: bool, said: str
) -> None:
    kept = store_certificate(
        a_company(), authority.pkcs12(starts=timezone.now(), days=days), PASSWORD
    )
    assert ends_soon(kept) is warned
    assert said in validity_told(kept)
    after = kept.valid_to + timedelta(seconds=1)
    assert validity_told(kept, after).startswith("expiré depuis")


def test_a_certificate_is_forgotten_when_asked(authority: Authority) -> None:
    company = a_company()
    assert not remove_certificate(company)
    store_certificate(company, authority.pkcs12(), PASSWORD)
    assert remove_certificate(company)
    assert certificate_of(company) is None
