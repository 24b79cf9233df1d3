"""Mail is given to the operator's server encrypted, or not at all, and what the server says is told."""

import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

import pytest
from conftest import NOW
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from receiving import MailBox, mail_served

from corpus.errors import UsageError
from qa.service.standing import mail
from qa.service.standing.mail import Letter, MailServer, mail_server, send_mail
from qa.service.standing.undelivered import UndeliveredError

pytestmark = pytest.mark.enable_socket
LETTER = Letter("A change:\n Who won?", "Osk won.", "<p>Osk won.</p>")
SENDER = "news@paper.example"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of 127.0.0.1 with its key, which nobody trusts who is not told to."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@pytest.fixture
def elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the server on loopback were on another machine."""
    monkeypatch.setattr(mail, "HERE", ())


@pytest.fixture
def box() -> Iterator[MailBox]:
    with mail_served() as opened:
        yield opened


def send(server: MailServer) -> None:
    send_mail(server, "desk@paper.example", "msg_1", LETTER, NOW)


def failed(server: MailServer) -> UndeliveredError:
    with pytest.raises(UndeliveredError) as raised:
        send(server)
    return raised.value


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
@pytest.mark.usefixtures("trusted", "elsewhere")
def test_a_letter_goes_encrypted_with_the_users_name(scheme: str, tls: ssl.SSLContext) -> None:
    with mail_served(tls, from_the_start=scheme == "smtps") as box:
        send(mail_server(f"{scheme}://desk:p%40ss@127.0.0.1:{box.port}", SENDER))
    (letter,) = box.letters
    assert box.logins == ["AGRlc2sAcEBzcw=="]
    head = letter.decode().split("\r\n\r\n")[0]
    assert "Subject: A change: Who won?\r\n" in head and "Message-ID: <msg_1@paper.example>\r\n" in head
    assert "Auto-Submitted: auto-generated" in head and "From: news@paper.example" in head


@pytest.mark.parametrize("scheme", ["smtps", "smtp"])
@pytest.mark.usefixtures("elsewhere")
def test_a_server_that_cannot_prove_who_it_is_gets_nothing(scheme: str, tls: ssl.SSLContext) -> None:
    with mail_served(tls, from_the_start=scheme == "smtps") as box:
        error = failed(mail_server(f"{scheme}://desk:pass@127.0.0.1:{box.port}", SENDER))
    assert "certificate" in str(error) and not error.is_final
    assert (box.letters, box.logins) == ([], [])


@pytest.mark.usefixtures("elsewhere")
def test_a_server_without_encryption_gets_nothing(box: MailBox) -> None:
    error = failed(mail_server(f"smtp://desk:pass@127.0.0.1:{box.port}", SENDER))
    assert "offers no encryption" in str(error)
    assert (box.letters, box.logins) == ([], [])


@pytest.mark.parametrize(
    ("command", "answer", "is_final"),
    [
        ("RCPT", "550 no such desk", True),
        ("RCPT", "451 try later", False),
        ("DATA", "554 no", True),
        ("MAIL", "530 who are you", False),
        ("AUTH", "535 wrong", False),
    ],
)
def test_what_the_server_says_is_the_reason(command: str, answer: str, is_final: bool, box: MailBox) -> None:
    box.refusals = {command: answer}
    error = failed(mail_server(f"smtp://desk:pass@127.0.0.1:{box.port}", SENDER))
    assert (str(error), error.is_final) == (f"the mail server answered {answer}", is_final)
    assert box.letters == []


def test_a_letter_that_was_taken_has_arrived_whatever_the_farewell(box: MailBox) -> None:
    box.refusals = {"QUIT": "500 no"}
    send(mail_server(f"smtp://127.0.0.1:{box.port}", SENDER))
    assert len(box.letters) == 1


def test_a_server_that_is_not_there_may_be_there_later(box: MailBox) -> None:
    error = failed(mail_server("smtp://127.0.0.1:9", SENDER))
    assert "127.0.0.1 did not take it" in str(error) and not error.is_final
    assert box.letters == []


@pytest.mark.parametrize(
    "address", ["mail.example", "http://mail.example", "smtp://", "smtp://u:secret@h:x", "smtp://u:secret%C3%A4@h"]
)
def test_an_address_of_no_mail_server_is_refused_without_repeating_it(address: str) -> None:
    with pytest.raises(UsageError, match="smtp_url") as raised:
        mail_server(address, SENDER)
    assert "secret" not in str(raised.value)
