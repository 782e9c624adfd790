"""Certificates as old servers have them, made for the tests of live looks."""

from __future__ import annotations

import datetime as dt

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtensionOID, NameOID

KEY = rsa.generate_private_key(public_exponent=65537, key_size=2048)
#: the last byte of the identifiers of RSA with SHA-256, and with SHA-1
SHA256_RSA = bytes.fromhex("2a864886f70d01010b")
SHA1_RSA = bytes.fromhex("2a864886f70d010105")
#: a list of names that cannot be read
ODD = x509.UnrecognizedExtension(ExtensionOID.SUBJECT_ALTERNATIVE_NAME, b"\x30\x05\x82\x09x")


def certificate(
    *names: str, algorithm: hashes.HashAlgorithm | None = None, extension: x509.ExtensionType | None = None
) -> bytes:
    """A certificate of sip.contoso.com that expired in 2014, in DER."""
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sip.contoso.com")])
    past = dt.datetime(2014, 1, 1, tzinfo=dt.UTC)
    builder = x509.CertificateBuilder(name, name, KEY.public_key(), 1, past, past + dt.timedelta(days=1))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(n) for n in names]), critical=False)
    if extension:
        builder = builder.add_extension(extension, critical=False)
    return builder.sign(KEY, algorithm or hashes.SHA256()).public_bytes(serialization.Encoding.DER)  # type: ignore[arg-type]


def with_sha1() -> bytes:
    """The same certificate signed with SHA-1, which the library does not make any more."""
    made = x509.load_der_x509_certificate(certificate("sip.contoso.com"))
    body = made.tbs_certificate_bytes.replace(SHA256_RSA, SHA1_RSA)
    signature = KEY.sign(body, padding.PKCS1v15(), hashes.SHA1())  # noqa: S303 - old certificates have it
    der = made.public_bytes(serialization.Encoding.DER).replace(made.tbs_certificate_bytes, body)
    return der.replace(SHA256_RSA, SHA1_RSA).replace(made.signature, signature)
