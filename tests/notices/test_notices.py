"""People are told when something changed, once, through a real mail server; never of nothing, never twice, never the address."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import msgspec
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from auditor.configuration import Configuration
from auditor.errors import AuditorError, InputError
from auditor.evidence import Accepted, Evidence
from auditor.history import url_of
from auditor.history.comparison import compared
from auditor.history.store import History
from auditor.model import Finding, Run
from auditor.notices.content import endings
from auditor.notices.outbox import FILE, Outbox
from auditor.notices.post import Post
from auditor.notices.tell import tell
from auditor.notification import Notify
from tests.emulators.mail import Mailbox, mail_server
from tests.history.test_history import finding, run
from tests.outputs.builder import write_found

WISH = Notify(("env:AUDITOR_NOTIFY",))


def certificate_of(who: str, end: datetime) -> tuple[bytes, bytes]:
    """A key and its certificate, signed by itself, that ends then."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.oid.NameOID.COMMON_NAME, who)])
    made = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key()).serial_number(1)
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(end)
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    signed = made.sign(key, hashes.SHA256()).public_bytes(pem)
    return key.private_bytes(pem, serialization.PrivateFormat.TraditionalOpenSSL, plain), signed


def certificate(path: Path, end: str) -> None:
    """One that ends on that day."""
    path.write_bytes(certificate_of("audit", datetime.fromisoformat(end).replace(tzinfo=UTC))[1])


def test_credentials_that_end_are_told_of(tmp_path: Path) -> None:
    """As declared, and as the certificates of an entry say; what has no end, has ended, is far or is no certificate is not."""
    certificate(tmp_path / "soon.pem", "2026-12-20")
    certificate(tmp_path / "far.pem", "2031-01-01")
    (tmp_path / "none.pem").write_text("hello", "utf-8")
    accounts = [
        {"id": "secret", "credential_ends": "2026-12-01"},
        {"id": "signed", "certificate_path": str(tmp_path / "soon.pem"), "ca_bundle": str(tmp_path / "far.pem")},
        {"id": "other", "certificate_path": str(tmp_path / "none.pem"), "ca_bundle": str(tmp_path / "absent.pem")},
        {"id": "gone", "credential_ends": "2026-11-01"},
        {"id": "later", "credential_ends": "2027-11-01"},
        {"id": "plain"},
    ]
    found = endings(Evidence(), date(2026, 11, 28), "P30D", accounts)
    assert [(each.key, each.day) for each in found] == [
        ("credential/secret/@2026-12-01", "2026-12-01"),
        ("credential/signed/certificate_path@2026-12-20", "2026-12-20"),
    ]


@pytest.fixture
def mailbox(monkeypatch: pytest.MonkeyPatch) -> Iterator[Mailbox]:
    """A mail server on loopback, whose address is in the environment."""
    with mail_server() as (box, address):
        monkeypatch.setenv("AUDITOR_NOTIFY", address)
        yield box


def night(out: Path, day: str, findings: list[Finding], wish: Notify | None = WISH, known: Evidence | None = None) -> int:
    """A run of that day that is kept, then told."""
    history = History(url_of("", out), "ville")
    made = run(f"{day}T02:00:00Z", findings)
    made = msgspec.structs.replace(made, rules={"LOC-001": {"failure": {"fr": "Des données sont hors de l’EEE", "en": "Data is outside"}}})
    run_dir = out / "run"
    told: Run = write_found(run_dir, findings, made)
    _past, entry = compared(history.recall(), told, findings, [])
    history.keep(entry)
    return tell(told, out, run_dir, Configuration(notify=wish, known=known or Evidence()), history)


def test_a_first_run_and_a_night_without_change_tell_nobody(tmp_path: Path, mailbox: Mailbox) -> None:
    """There is nothing to compare the first with."""
    findings = [finding("a", "fail")]
    assert night(tmp_path, "2026-11-01", findings) == 0
    assert night(tmp_path, "2026-11-02", findings) == 0
    assert mailbox.mails == []


def test_one_change_is_one_mail(tmp_path: Path, mailbox: Mailbox) -> None:
    """A subject with the counts, the same content as text and HTML, the resource named, hostile names inert."""
    hostile = "<img src=x>\u202e"
    night(tmp_path, "2026-11-01", [finding("a", "fail")])
    assert night(tmp_path, "2026-11-02", [finding(hostile, "fail")]) == 1
    assert night(tmp_path, "2026-11-03", [finding(hostile, "fail")]) == 0
    (mail,) = mailbox.mails
    assert "1 nouvel écart" in mail["Subject"]
    assert "1 résolu" in mail["Subject"]
    html = mail.get_body(("html",)).get_content()
    assert "Des données sont hors de l’EEE" in html
    assert "<img" not in html
    assert "‹U+202E›" in html
    assert mail.get_body(("plain",)) is not None


def test_what_is_below_the_severity_is_not_told(tmp_path: Path, mailbox: Mailbox) -> None:
    """Minor failures wait for the report."""
    night(tmp_path, "2026-11-01", [])
    assert night(tmp_path, "2026-11-02", [finding("a", "fail", severity="minor")]) == 0
    assert night(tmp_path, "2026-11-03", [finding("a", "fail", severity="minor"), finding("b", "fail", severity="critical")]) == 1
    assert len(mailbox.mails) == 1


def test_what_became_unreadable_is_told(tmp_path: Path, mailbox: Mailbox) -> None:
    """Nobody mended it."""
    night(tmp_path, "2026-11-01", [finding("a", "fail")])
    assert night(tmp_path, "2026-11-02", [finding("a", "unknown")]) == 1
    assert "ne peut plus être lu" in mailbox.mails[0]["Subject"]


def test_a_waiver_that_ends_is_told_once(tmp_path: Path, mailbox: Mailbox) -> None:
    """Thirty days before, and not each night."""
    known = Evidence(waivers=(Accepted("LOC-001", "arn:aws:s3:::a", "DSI", "2026-11-20"),))
    assert night(tmp_path, "2026-10-01", [], known=known) == 0
    assert night(tmp_path, "2026-11-01", [], known=known) == 1
    assert night(tmp_path, "2026-11-02", [], known=known) == 0
    assert "20 novembre 2026" in mailbox.mails[0].get_body(("html",)).get_content().replace("\xa0", " ")


def test_what_could_not_be_delivered_goes_out_with_the_next_run(tmp_path: Path, mailbox: Mailbox) -> None:
    """The server refuses: nothing is lost, nothing is doubled."""
    night(tmp_path, "2026-11-01", [])
    mailbox.refuse = True
    with pytest.raises(AuditorError):
        night(tmp_path, "2026-11-02", [finding("a", "fail")])
    mailbox.refuse = False
    assert night(tmp_path, "2026-11-03", [finding("a", "fail")]) == 1
    assert night(tmp_path, "2026-11-04", [finding("a", "fail")]) == 0
    assert len(mailbox.mails) == 1


def test_a_run_killed_between_sending_and_noting_sends_once(tmp_path: Path, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """What nobody knows to be sent is not sent again; the next message says so."""
    night(tmp_path, "2026-11-01", [])
    deliver = Post.deliver

    def killed(self: Post, message: Any) -> None:
        deliver(self, message)
        raise KeyboardInterrupt

    monkeypatch.setattr(Post, "deliver", killed)
    with pytest.raises(KeyboardInterrupt):
        night(tmp_path, "2026-11-02", [finding("a", "fail")])
    monkeypatch.setattr(Post, "deliver", deliver)
    assert len(mailbox.mails) == 1
    assert Outbox(tmp_path).uncertain
    assert night(tmp_path, "2026-11-03", [finding("a", "fail")]) == 0
    assert night(tmp_path, "2026-11-04", [finding("a", "fail"), finding("b", "fail")]) == 1
    assert "n’est peut-être pas parti" in mailbox.mails[1].get_body(("html",)).get_content()


def test_a_run_killed_before_it_told_anybody_is_told_by_the_next(tmp_path: Path, mailbox: Mailbox) -> None:
    """The change of a night that nobody was told of is not lost."""
    night(tmp_path, "2026-11-01", [])
    night(tmp_path, "2026-11-02", [])
    night(tmp_path, "2026-11-03", [finding("a", "fail")], wish=None)
    assert night(tmp_path, "2026-11-04", [finding("a", "fail")]) == 1
    assert len(mailbox.mails) == 1


def test_the_file_is_closed_to_others(tmp_path: Path, mailbox: Mailbox) -> None:
    """It holds findings until they are delivered."""
    night(tmp_path, "2026-11-01", [])
    night(tmp_path, "2026-11-02", [finding("a", "fail")])
    assert (tmp_path / FILE).stat().st_mode & 0o137 == 0
    assert mailbox.mails


@pytest.mark.parametrize("value", [None, "not an address", "mailto://user:hunter2@"])
def test_an_address_that_is_none_is_told_without_what_it_holds(value: str | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The source is named, never its content."""
    if value is None:
        monkeypatch.delenv("AUDITOR_NOTIFY", raising=False)
    else:
        monkeypatch.setenv("AUDITOR_NOTIFY", value)
    with pytest.raises(AuditorError) as raised:
        Post(WISH.to)
    assert "hunter2" not in f"{raised.value} {raised.value.remedy}"
    assert "AUDITOR_NOTIFY" in str(raised.value)


@pytest.mark.parametrize("written", ["mailto://user:hunter2@host", "env:", "file:relative"])
def test_an_address_in_auditor_yaml_is_refused(written: str, tmp_path: Path) -> None:
    """Only where to read it may be written there."""
    from auditor.configuration import load_configuration
    from auditor.providers import INSTALLED

    path = tmp_path / "auditor.yaml"
    path.write_text(f"accounts: [{{id: a, provider: aws}}]\nnotify: {{to: ['{written}']}}\n", "utf-8")
    with pytest.raises(InputError):
        load_configuration(path, INSTALLED)
