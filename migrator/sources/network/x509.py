"""Certificate files: PEM, DER and PKCS #7, one certificate or several; read with cryptography.

A part that cannot be read is rejected, or unknown where it is only an extension: certificates of old servers have
negative serial numbers and broken extensions. A private key in a PEM file is never stored.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

import attrs
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import pkcs7

from ...errors import InputError
from ...estate.products import UNKNOWN
from ...estate.topology import Certificate
from ..bundle import Member
from ..format import Collected, Cut, Format, Origin, ReadResult, Remark
from ..record import Rejected
from ..text.decoding import ANSI, head_text, open_text
from .outputs import Place, place_of

_PEM = re.compile(r"-----BEGIN (?:CERTIFICATE|X509 CERTIFICATE|TRUSTED CERTIFICATE|PKCS7|CMS)-----")
_BEGIN = re.compile(r"-----BEGIN (?P<label>[A-Z0-9 ]{1,60})-----\s*")
_CERTIFICATES = frozenset({"CERTIFICATE", "X509 CERTIFICATE", "TRUSTED CERTIFICATE"})
_PACKAGES = frozenset({"PKCS7", "CMS"})
_ENDINGS = (".cer", ".crt", ".der", ".p7b", ".p7c", ".spc", ".pfx", ".p12")
#: bytes of one certificate, or of one package of them
_LONGEST = 4 * 1024 * 1024
#: what reading a broken certificate or extension raises
_BROKEN = (
    ValueError,
    TypeError,
    NotImplementedError,
    UnsupportedAlgorithm,
    x509.UnsupportedGeneralNameType,
    x509.InvalidVersion,
)
_SHOWN_NAMES = (x509.DNSName, x509.IPAddress, x509.RFC822Name, x509.UniformResourceIdentifier)
#: the object identifiers of PKCS #7 begin so
_SIGNED_DATA = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_Value = TypeVar("_Value")


def _matches(member: Member, head: bytes) -> bool:
    if _PEM.search(head_text(head)):
        return True
    return _is_der(head) and member.name.casefold().endswith(_ENDINGS)


def _is_der(head: bytes) -> bool:
    """Whether a file begins with a sequence in DER, as certificates and packages do."""
    return head[:1] == b"\x30" and head[1:2] in (b"\x80", b"\x81", b"\x82", b"\x83")


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    place = place_of(member, origin)
    yield Collected(place.product, ("certificate",))
    head = member.head()
    if member.name.casefold().endswith((".pfx", ".p12")):
        yield Rejected("the file", "it holds a private key under a password: export the certificate without its key")
        return
    if _is_der(head):
        if member.size_bytes > _LONGEST:
            raise InputError(f"it is larger than {_LONGEST // 1024**2} MiB, which no package of certificates is")
        kind = "PKCS7" if _SIGNED_DATA in head[:64] else "CERTIFICATE"
        yield from _items(place, 1, b"".join(member.chunks()), kind)
        return
    yield from _read_pem(place, open_text(member, code_page=ANSI).lines())


def _read_pem(place: Place, lines: Iterable[str]) -> Iterator[ReadResult]:
    """Each block of a PEM file; what stands between the blocks is not part of them (RFC 7468)."""
    label, start, size = "", 0, 0
    body: list[str] = []
    for number, line in enumerate(lines, start=1):
        text = line.strip()
        if match := _BEGIN.fullmatch(text):
            if label:
                yield Rejected(f"line {start}", f"the block {label} does not end")
            label, start, size, body = match["label"], number, 0, []
        elif label and text == f"-----END {label}-----":
            yield from _block(place, start, label, body)
            label = ""
        elif label:
            size += len(text)
            body += [text] if size <= _LONGEST else []
    if label:
        yield Rejected(f"line {start}", f"the block {label} does not end")
        yield Cut("it ends inside a certificate")


def _block(place: Place, number: int, label: str, body: Sequence[str]) -> Iterator[ReadResult]:
    if label in _CERTIFICATES or label in _PACKAGES:
        kind = "PKCS7" if label in _PACKAGES else "CERTIFICATE"
        pem = f"-----BEGIN {kind}-----\n" + "\n".join(body) + f"\n-----END {kind}-----\n"
        yield from _items(place, number, pem.encode("utf-8", "replace"), kind)
    elif "PRIVATE KEY" in label:
        yield Remark(f"line {number}: a private key; it was not read, and does not belong in evidence")
    else:
        yield Rejected(f"line {number}", f"a block of another kind ({label})")


def certificate_of(der: bytes, endpoint: str) -> Certificate | Rejected:
    """The certificate that a server showed at an endpoint such as ``sip.contoso.com:443``; it names no machine."""
    results = _items(Place(endpoint, UNKNOWN, None), 1, der, "CERTIFICATE")
    found = next(result for result in results if isinstance(result, Certificate | Rejected))
    source = (f"live look at {endpoint}#certificate",)
    return attrs.evolve(found, sources=source) if isinstance(found, Certificate) else found


def _items(place: Place, number: int, content: bytes, kind: str) -> Iterator[ReadResult]:
    """The certificates of one block or file."""
    is_pem = content.startswith(b"-----")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of serial numbers that are not positive, and of old algorithms
        try:
            if kind == "PKCS7":
                load = pkcs7.load_pem_pkcs7_certificates if is_pem else pkcs7.load_der_pkcs7_certificates
                certificates = load(content)
            else:
                certificates = [
                    x509.load_pem_x509_certificate(content) if is_pem else x509.load_der_x509_certificate(content)
                ]
        except _BROKEN as error:
            yield Rejected(f"line {number}", f"not a certificate that can be read ({error})")
            return
        for certificate in certificates:
            try:
                yield _item(place, number, certificate)
            except _BROKEN as error:
                yield Rejected(f"line {number}", f"not a certificate that can be read ({error})")


@attrs.define
class _Reader:
    """Reads parts of one certificate, and remembers those that are broken."""

    unknown: list[str] = attrs.field(factory=list)
    problems: dict[str, str] = attrs.field(factory=dict)

    def read(self, field: str, part: Callable[[], _Value]) -> _Value | None:
        """The value of a part; None, and the field unknown, where it is broken."""
        try:
            return part()
        except x509.ExtensionNotFound:
            return None
        except _BROKEN as error:
            self.unknown.append(field)
            self.problems[f"{field}, problem"] = str(error)[:200]
            return None


def _item(place: Place, number: int, certificate: x509.Certificate) -> Certificate:
    reader = _Reader()
    thumbprint = certificate.fingerprint(hashes.SHA1()).hex().upper()  # noqa: S303 - Windows shows this hash
    key = reader.read("key_algorithm", certificate.public_key)
    bits = getattr(key, "key_size", None)
    algorithm = (
        "RSA" if isinstance(key, rsa.RSAPublicKey) else "EC" if isinstance(key, ec.EllipticCurvePublicKey) else None
    )
    if key is not None and algorithm is None:
        algorithm = type(key).__name__.strip("_").removesuffix("PublicKey")
    return Certificate(
        **place.common(number, thumbprint),
        subject=reader.read("subject", certificate.subject.rfc4514_string),
        issuer=reader.read("issuer", certificate.issuer.rfc4514_string),
        serial=reader.read("serial", lambda: f"{certificate.serial_number:x}"),
        thumbprint=thumbprint,
        machine=place.machine,
        alternative_names=tuple(reader.read("alternative_names", lambda: _names(certificate)) or ()),
        not_before=reader.read("not_before", lambda: certificate.not_valid_before_utc),
        not_after=reader.read("not_after", lambda: certificate.not_valid_after_utc),
        signature_algorithm=reader.read("signature_algorithm", lambda: _algorithm(certificate)),
        key_algorithm=algorithm,
        key_bits=bits if isinstance(bits, int) else None,
        extended_key_usages=tuple(reader.read("extended_key_usages", lambda: _usages(certificate)) or ()),
        revocation_points=tuple(reader.read("revocation_points", lambda: _revocation_points(certificate)) or ()),
        extra=reader.problems,
        unknown=(*reader.unknown, "use", "store", "has_private_key", "key_exportable", "friendly_name"),
    )


def _algorithm(certificate: x509.Certificate) -> str:
    oid = certificate.signature_algorithm_oid
    return str(getattr(oid, "_name", "")) or oid.dotted_string


def _names(certificate: x509.Certificate) -> list[str]:
    names = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    return [str(name.value) for name in names if isinstance(name, _SHOWN_NAMES)]


def _usages(certificate: x509.Certificate) -> list[str]:
    usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    return [usage.dotted_string for usage in usages]


def _revocation_points(certificate: x509.Certificate) -> list[str]:
    points = certificate.extensions.get_extension_for_class(x509.CRLDistributionPoints).value
    return [str(name.value) for point in points for name in point.full_name or () if isinstance(name, _SHOWN_NAMES)]


FORMAT = Format("certificate file", _matches, _read)
