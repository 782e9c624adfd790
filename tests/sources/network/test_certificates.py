"""Certificates: stores as certutil lists them in several languages, and files in PEM, DER and PKCS #7."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, pkcs7
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID, NameOID

from migrator.sources.bundle import Member
from migrator.sources.format import Collected, Cut, Origin, Remark
from migrator.sources.network.formats import FORMATS

from .conftest import Read

KEY = ec.generate_private_key(ec.SECP256R1())
SAN, USAGE = ExtensionOID.SUBJECT_ALTERNATIVE_NAME, ExtensionOID.EXTENDED_KEY_USAGE
ENGLISH = """my "Personal"
================ Certificate 0 ================
Serial Number: 6110 0000 1f4c
Issuer: CN=Contoso - Issuing CA, DC=contoso, DC=com
 NotBefore: 12/8/2012 6:16 AM
 NotAfter: 12/27/2014 6:16 PM
Subject: CN=sip.contoso.com, O=Contoso
Non-root Certificate
Template: WebServer
Cert Hash(sha1): 63 c6 ce 5f c5 12 93 31 79 d3 c0 a5 e9 4e cb a9 80 92 f9 3d
  Key Container = le-WebServer-1
  Provider = Microsoft RSA SChannel Cryptographic Provider
Private key is NOT exportable
Encryption test passed

================ Certificate 1 ================
Serial Number: 06376c00aa00648a11cfb8d4aa5c35f4
Issuer: CN=Root Agency
 NotBefore: 5/6/1996 3:02 PM
 NotAfter: 7/8/2039 4:59 PM
Subject: CN=Root Agency
Signature matches Public Key
Root Certificate: Subject matches Issuer
Cert Hash(sha1): fee449ee0e3965a5246f000e87fde2a065fd89d4
No key provider information
CertUtil: -store command completed successfully.
"""
GERMAN = """My "Eigene Zertifikate"
================ Zertifikat 14 ================
Seriennummer: 1a2b3c4d5e
Aussteller: CN=Contoso Root
 Nicht vor: 01.02.2012 01:00
 Nicht nach: 03.04.2014 13:30
Antragsteller: CN=fe1.contoso.de
Kein Stammzertifikat
Zertifikathash(sha1): aabbccddeeff00112233445566778899aabbccdd
  Schlüsselcontainer = a
  Anbieter = Microsoft Software Key Storage Provider
Der private Schlüssel ist NICHT exportierbar
CertUtil: -store-Befehl wurde erfolgreich ausgeführt.
"""
FRENCH = """My "Personnel"
================ Certificat 0 ================
Numéro de série : 1a2b3c4d5e
Émetteur: CN=Contoso Root
 NotBefore : 01/02/2012 01:00
 NotAfter : 03/04/2014 13:30
Objet: CN=fe1.contoso.fr
Il ne s\N{RIGHT SINGLE QUOTATION MARK}agit pas d\N{RIGHT SINGLE QUOTATION MARK}un certificat racine
Hach. cert. (sha1)\N{NO-BREAK SPACE}: aabbccddeeff00112233445566778899aabbccdd
  Conteneur de clé\N{NO-BREAK SPACE}= a
"""


def certificate(*extensions: x509.ExtensionType, serial: int = 0x7F0102) -> x509.Certificate:
    """A certificate of sip.contoso.com with these extensions."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sip.contoso.com")])
    start = datetime(2012, 1, 2, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, KEY.public_key(), serial, start, start + timedelta(days=700))
    for extension in extensions:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(KEY, hashes.SHA256())


def pem(*certificates: x509.Certificate) -> bytes:
    """The certificates in one file."""
    return b"subject=/CN=x\n" + b"".join(each.public_bytes(Encoding.PEM) for each in certificates)


ORDINARY = certificate(
    x509.SubjectAlternativeName([x509.DNSName("sip.contoso.com"), x509.DNSName("*.contoso.com")]),
    x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]),
)
DER = ORDINARY.public_bytes(Encoding.DER)


def test_certutil_lists_a_store(read: Read) -> None:
    """Serial number, names, hash, key and local times; a date whose order another date shows is known too."""
    results = read("certutil", ENGLISH)
    assert results.rejected() == []
    sip, root = results.items("certificate")
    assert (sip.subject, sip.issuer) == ("CN=sip.contoso.com, O=Contoso", "CN=Contoso - Issuing CA, DC=contoso, DC=com")
    assert (sip.serial, sip.thumbprint) == ("611000001f4c", "63C6CE5FC512933179D3C0A5E94ECBA98092F93D")
    assert (sip.store, sip.has_private_key, sip.key_exportable) == ("my", True, False)
    assert [str(time) for time in (sip.not_before, sip.not_after)] == ["2012-12-08 06:16:00", "2014-12-27 18:16:00"]
    assert (str(root.not_before), root.has_private_key) == ("1996-05-06 15:02:00", False)
    assert not sip.is_empty("alternative_names")


def test_certutil_of_other_languages(read: Read) -> None:
    """Points separate day and month in German; with slashes and no number beyond 12 the date is unknown."""
    (german,) = read("certutil", GERMAN.encode("cp850")).items()
    assert (german.subject, german.issuer, german.serial) == ("CN=fe1.contoso.de", "CN=Contoso Root", "1a2b3c4d5e")
    assert [str(time) for time in (german.not_before, german.not_after)] == [
        "2012-02-01 01:00:00",
        "2014-04-03 13:30:00",
    ]
    assert (german.has_private_key, german.key_exportable) == (True, False)
    (french,) = read("certutil", FRENCH).items()
    assert (french.subject, french.not_before, french.has_private_key) == ("CN=fe1.contoso.fr", None, True)
    assert not french.knows("not_before")
    assert french.extra["NotAfter"] == "03/04/2014 13:30"


def test_a_block_of_certutil_that_is_cut_is_a_loss(read: Read) -> None:
    """Without its hash a certificate cannot be told from another one."""
    results = read("certutil", ENGLISH[: ENGLISH.index("Cert Hash(sha1): fee")])
    assert [item.subject for item in results.items()] == ["CN=sip.contoso.com, O=Contoso"]
    assert ["ends in the middle" in rejected.reason for rejected in results.rejected()] == [True]


def test_an_empty_store_is_none(read: Read) -> None:
    """A store without certificates is evidence in any language; an error of certutil is a loss with its code."""
    for title, end in (
        ("Personal", "store command completed"),
        ("Eigene", "store-Befehl wurde ausgeführt"),
    ):
        empty = read("certutil", f'My "{title}"\nCertUtil: -{end}.\n')
        assert empty == [Collected("unknown", ("certificate",))]
    failed = "CertUtil: -store command FAILED: 0x80070002 (WIN32: 2)\nCertUtil: The system cannot find the file.\n"
    for text in (failed, f'Nonsuch "Nonsuch"\n{failed}'):
        assert ["0x80070002" in loss.reason for loss in read("certutil", text).rejected()] == [True]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (pem(ORDINARY), "a.cer"),
        (pem(ORDINARY).decode().encode("utf-16"), "a.txt"),
        (ORDINARY.public_bytes(Encoding.DER), "a.cer"),
        (pkcs7.serialize_certificates([ORDINARY], Encoding.DER), "a.p7b"),
        (pkcs7.serialize_certificates([ORDINARY], Encoding.PEM), "a.p7b"),
    ],
    ids=["PEM", "UTF-16", "DER", "PKCS7 DER", "PKCS7 PEM"],
)
def test_certificate_files(read: Read, content: bytes, name: str) -> None:
    """The same certificate in each form, with times in UTC, names, usages and key."""
    results = read("certificate file", content, f"evidence/{name}")
    (item,) = results.items()
    assert (item.subject, item.serial) == ("CN=sip.contoso.com", "7f0102")
    assert item.alternative_names == ("sip.contoso.com", "*.contoso.com")
    assert (item.key_algorithm, item.key_bits, item.extended_key_usages) == ("EC", 256, ("1.3.6.1.5.5.7.3.1",))
    assert item.not_before == datetime(2012, 1, 2, tzinfo=UTC)
    assert item.unknown == ("use", "store", "has_private_key", "key_exportable", "friendly_name")


def test_broken_certificates_never_stop_the_reading(read: Read) -> None:
    """A broken extension makes fields unknown, a negative serial number is read, other damage is a loss."""
    broken = certificate(x509.UnrecognizedExtension(SAN, b"\x30\x05\x82\x09x"))
    negative = ORDINARY.public_bytes(Encoding.DER).replace(b"\x02\x03\x7f\x01\x02", b"\x02\x03\xff\x01\x02")
    content = pem(broken, ORDINARY, x509.load_der_x509_certificate(certificate().public_bytes(Encoding.DER)))
    content += b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"
    results = read("certificate file", content, "evidence/all.pem")
    first, second, third = results.items()
    assert not first.knows("alternative_names")
    assert "alternative_names, problem" in first.extra
    assert (second.alternative_names, third.alternative_names) == (("sip.contoso.com", "*.contoso.com"), ())
    assert third.is_empty("alternative_names")
    assert len(results.rejected()) == 1
    results = read("certificate file", negative, "evidence/old.cer")
    assert len(results.items()) + len(results.rejected()) == 1


def test_private_keys_are_left_out_and_a_cut_file_says_so(read: Read) -> None:
    """A key in the file is reported, its text is nowhere; a block without its end is a loss, and the file is cut."""
    key = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    results = read("certificate file", pem(ORDINARY) + key, "evidence/key.pem")
    assert len(results.items()) == 1
    assert any(isinstance(event, Remark) and "private key" in event.text for event in results)
    assert key.decode().splitlines()[1] not in repr(results)
    cut = read("certificate file", pem(ORDINARY, ORDINARY)[:-40], "evidence/key.pem")
    assert (len(cut.items()), len(cut.rejected())) == (1, 1)
    assert any(isinstance(event, Cut) for event in cut)


@pytest.mark.parametrize("content", [pem(ORDINARY), DER], ids=["PEM", "DER"])
def test_damage_anywhere_is_a_loss_or_nothing(content: bytes) -> None:
    """Whatever byte is changed or cut, reading ends without an error, and a certificate is never made of nothing."""
    format_ = next(each for each in FORMATS if each.name == "certificate file")
    for position in range(0, len(content), 7):
        for data in (content[:position], content[:position] + b"\xff" + content[position + 1 :]):
            member = Member("a.cer", "a.cer", len(data), lambda data=data: io.BytesIO(data))  # type: ignore[misc]
            if format_.matches(member, data):
                list(format_.read(member, Origin()))


def test_friendly_names_are_read_where_they_are_listed(read: Read) -> None:
    """Only -v prints the properties of a certificate; without it nothing is known of its friendly name."""
    head = ENGLISH.splitlines()[0]
    verbose = [
        head,
        "================ Certificate 0 ================",
        "X509 Certificate:",
        "Version: 3",
        "Serial Number: 611000001f4c",
        "Issuer:",
        "    CN=Contoso Root",
        " NotBefore: 12/8/2012 6:16 AM",
        " NotAfter: 12/27/2014 6:16 PM",
        "Subject:",
        "    CN=sip.contoso.com",
        "Cert Hash(sha1): 63c6ce5fc512933179d3c0a5e94ecba98092f93d",
        "",
        "  CERT_FRIENDLY_NAME_PROP_ID(11):",
        "    Lync Edge 2012",
        "",
        "  CERT_KEY_PROV_INFO_PROP_ID(2):",
        "    Key Container = le-1",
        "CertUtil: -store command completed successfully.",
    ]
    nameless = [line for line in verbose if "FRIENDLY" not in line and "Lync Edge 2012" not in line]
    found = []
    for text in ("\n".join(verbose), "\n".join(nameless), ENGLISH):
        each = read("certutil", text).items("certificate")[0]
        found.append((each.friendly_name, each.knows("friendly_name")))
    assert found == [("Lync Edge 2012", True), (None, True), (None, False)]
