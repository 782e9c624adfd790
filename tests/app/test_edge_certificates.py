"""Live looks at certificates: only where asked for, joined with the estate, and no failure is "no certificate"."""

from __future__ import annotations

import json
import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import hashes

from migrator.__main__ import main
from migrator.app.edge import Evidence
from migrator.app.edge_certificates import CertificatesLook, look_at_certificates
from migrator.app.inventory import take_inventory
from migrator.errors import InputError
from migrator.estate.estate import Estate
from migrator.network.edges import edges_of
from migrator.network.tls_endpoints import TlsEndpoint, is_media, media_remark
from migrator.probes.tcp import Look, Reach
from migrator.probes.tls import Handshake
from migrator.resources import fixture
from tests.network.estates import ONE_NAME_PORTS, edge_pool
from tests.probes.certificates import ODD, certificate, with_sha1

NOW = datetime(2014, 3, 3, tzinfo=UTC)


def shown(*ders: bytes, failure: str = "", version: str = "TLSv1") -> Look:
    """A look that showed these certificates."""
    seen = Handshake(version="" if failure else version, failure=failure, certificates=ders)
    return Look(reach=Reach.OPEN, details=version, handshake=seen)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A project with the Contoso estate of Lync 2010."""
    project = str(tmp_path_factory.mktemp("project") / "migration.db")
    take_inventory(project, [fixture("contoso-lync2010")], name="first", now=NOW)
    return project


def looked(project: str, look: Look, endpoint: TlsEndpoint) -> CertificatesLook:
    """What the command shows where a server answers with *look*."""
    return look_at_certificates(
        project, None, Evidence(), now=NOW, endpoints=(endpoint,), looking=lambda _host, _port: look
    )


def test_a_certificate_that_was_seen_is_one_of_the_access_edge(project: str) -> None:
    """It expired, is signed with SHA-1 and lacks names: the rules say so, for the use of the name that was asked."""
    made = looked(project, shown(with_sha1(), certificate("CA")), TlsEndpoint("sip.contoso.com", 5061))
    (look,) = made.looks
    assert (look.version, look.failure, look.authorities, look.has_name) == ("TLSv1", "", 1, True)
    assert look.certificate
    assert (look.certificate.use, look.certificate.product) == ("AccessEdgeExternal", "lync2010")
    assert look.certificate.signature_algorithm == "sha1WithRSAEncryption"
    found = {finding.rule: finding for finding in made.assessment.prediction.findings}
    assert found["CERT-05"].message.endswith("expired on 2014-01-02")
    assert "sip.contoso.co.uk" in found["CERT-01"].message
    assert made.certificates[0] == look.certificate


def test_an_address_of_the_edge_is_known_and_is_no_name(project: str) -> None:
    """The certificate at the internal address is the internal one; nobody asks that it has the address as a name."""
    made = looked(project, shown(certificate("edgepool01.contoso.local")), TlsEndpoint("172.16.1.41", 5061))
    (look,) = made.looks
    assert look.certificate is not None
    assert (look.certificate.use, look.has_name) == ("Internal", None)


@pytest.mark.parametrize(
    ("own", "has_name"),
    [
        (certificate("*.contoso.com", algorithm=hashes.SHA512()), True),
        (certificate("webconf.contoso.com"), False),
        (certificate(), True),
    ],
    ids=["wildcard, SHA-512", "another name", "subject only"],
)
def test_whether_it_has_the_name_that_was_asked(project: str, own: bytes, has_name: bool) -> None:
    """A wildcard covers one label; the subject counts only where there are no alternative names."""
    (look,) = looked(project, shown(own), TlsEndpoint("sip.contoso.com", 443)).looks
    assert look.has_name is has_name


@pytest.mark.parametrize(
    "own", [certificate(extension=ODD), b"\x30\x03\x02\x01", b""], ids=["broken extension", "cut", "empty"]
)
def test_odd_certificates_never_stop_it(project: str, own: bytes) -> None:
    """What cannot be read is said; what can be read of it is shown."""
    (look,) = looked(
        project, shown(own, failure="the local OpenSSL refuses it"), TlsEndpoint("sip.contoso.com", 443)
    ).looks
    assert look.failure == "the local OpenSSL refuses it"
    assert look.certificate is None or not look.certificate.knows("alternative_names")


def test_a_failure_is_not_the_absence_of_a_certificate(project: str, tmp_path: Path) -> None:
    """The refusal of the local library stands in the result; without any other evidence it is the error."""
    refused = shown(failure="the local OpenSSL 3 refuses what the server offers: a protocol that is too old")
    (look,) = looked(project, refused, TlsEndpoint("sip.contoso.com", 443)).looks
    assert look.failure == refused.handshake.failure if refused.handshake else False
    with pytest.raises(InputError, match="a protocol that is too old"):
        looked(str(tmp_path / "none.db"), refused, TlsEndpoint("sip.contoso.com", 443))


@pytest.mark.ledger("S2-71")
def test_no_certificate_at_the_media_relay_is_normal() -> None:
    """One name for all, A/V on 443: the look is sent to the port of sign-in, which the SRV record must say."""
    one = dict.fromkeys(("access_fqdn", "web_conferencing_fqdn", "av_fqdn"), "edge.contoso.com")
    (edge,) = edges_of(Estate([edge_pool(**one, ports=ONE_NAME_PORTS)]))
    assert is_media(edge, TlsEndpoint("edge.contoso.com", 443))
    assert not is_media(edge, TlsEndpoint("edge.contoso.com", 5061))
    said = media_remark(edge)
    assert "no certificate is normal here" in said
    assert "clients sign in at edge.contoso.com:5061, which _sip._tls of each SIP domain must say" in said


def test_the_media_relay_is_named_in_the_result(project: str) -> None:
    """An open port of the A/V Edge that answers no greeting is not a fault of its certificate."""
    silent = shown(failure="no answer to the handshake in 3 s")
    (look,) = looked(project, silent, TlsEndpoint("av.contoso.com", 443)).looks
    assert look.failure.startswith("no certificate is normal here")


def test_nothing_is_connected_to_without_the_option(
    project: str, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    """Without --probe there is no connection; with it there is one, and the document has the look."""
    asked: list[object] = []

    def refuse(address: object, **_: object) -> None:
        asked.append(address)
        raise ConnectionRefusedError

    monkeypatch.setattr(socket, "create_connection", refuse)
    assert main(["--project", project, "edge", "certificates", "--json"]) == 0
    assert asked == []
    capfdbinary.readouterr()
    main(["--project", project, "edge", "certificates", "--json", "--probe", "[2001:db8::1]:5061"])
    assert asked == [("2001:db8::1", 5061)]
    (look,) = json.loads(capfdbinary.readouterr().out)["looks"]
    assert (look["endpoint"], look["failure"]) == ("[2001:db8::1]:5061", "refused")


def test_no_server_is_left_out_in_silence(project: str) -> None:
    """More servers than one run looks at are an error that says how many it takes."""
    many = (TlsEndpoint("sip.contoso.com", 443),) * 65
    with pytest.raises(InputError, match="65 servers"):
        look_at_certificates(project, None, Evidence(), now=NOW, endpoints=many, looking=lambda _host, _port: shown())


@pytest.mark.parametrize("text", ["sip.contoso.com", "sip:70000", ":443", "2001:db8::1:443", "a:٤٤٣"])
def test_an_endpoint_is_a_server_and_a_port(project: str, text: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Anything else is an error of usage that names it."""
    assert main(["--project", project, "edge", "certificates", "--probe", text]) == 2
    assert repr(text) in capsys.readouterr().err


def test_the_calendar_is_written(project: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """One event for each certificate of a server; a file that cannot be written is an error."""
    file = tmp_path / "certificates.ics"
    assert main(["--project", project, "edge", "certificates", "--calendar", str(file)]) == 0
    assert "6 events" in capsys.readouterr().err
    assert file.read_bytes().count(b"BEGIN:VEVENT\r\n") == 6
    missing = str(tmp_path / "no" / "x.ics")
    assert main(["--project", project, "edge", "certificates", "--calendar", missing]) == 2
