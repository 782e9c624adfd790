"""The JSON document of `edge certificates`."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from ...estate.topology import Certificate
from ...network.certificate_expiry import begins, due, ends
from ...network.certificate_names import common_name
from ...network.tls_endpoints import CertificateLook
from ...rules.engine.losses import SourceLoss
from ...rules.engine.prediction import Prediction
from .document import Shape, shaped
from .edge import EdgeDocument, edge_values


class CertificateDocument(Shape):
    """A certificate, by its expiry.

    Attributes:
        name: the common name, else the subject.
        not_after: UTC.
        due: "expired", "not valid yet", "within 30 days", "within 90 days", "later" or "not known".
    """

    name: str
    use: str | None
    machine: str | None
    store: str | None
    issuer: str | None
    thumbprint: str | None
    alternative_names: tuple[str, ...]
    not_before: datetime | None
    not_after: datetime | None
    due: str


class CertificateLookDocument(Shape):
    """A live look at one endpoint.

    Attributes:
        endpoint: such as sip.contoso.com:443.
        version: of TLS; "" where the handshake failed.
        failure: why it failed, or why there is no certificate; "" otherwise.
        authorities: certificates of authorities that were sent; null where TLS hides them, or none was sent at all.
        has_name: whether the certificate has the name that was asked for.
    """

    endpoint: str
    version: str
    failure: str
    thumbprint: str | None
    authorities: int | None
    has_name: bool | None


class EdgeCertificatesDocument(EdgeDocument):
    """The certificates in the order in which they expire, and what the rules say of them.

    Attributes:
        looks: live looks; empty unless they were asked for.
    """

    records: tuple[CertificateDocument, ...]
    looks: tuple[CertificateLookDocument, ...]


def edge_certificates_document(
    certificates: Iterable[Certificate],
    looks: Iterable[CertificateLook],
    prediction: Prediction,
    losses: Iterable[SourceLoss],
    now: datetime,
) -> EdgeCertificatesDocument:
    """The document of a list of certificates."""
    records = tuple(_certificate(certificate, now) for certificate in certificates)
    seen = tuple(map(_look, looks))
    return EdgeCertificatesDocument(**edge_values(prediction, losses), records=records, looks=seen)


def _look(look: CertificateLook) -> CertificateLookDocument:
    own = look.certificate
    return shaped(
        CertificateLookDocument, look, endpoint=str(look.endpoint), thumbprint=own.thumbprint if own else None
    )


def _certificate(certificate: Certificate, now: datetime) -> CertificateDocument:
    return CertificateDocument(
        name=common_name(certificate) or certificate.subject or certificate.key,
        use=certificate.use,
        machine=certificate.machine,
        store=certificate.store,
        issuer=certificate.issuer,
        thumbprint=certificate.thumbprint,
        alternative_names=certificate.alternative_names,
        not_before=begins(certificate),
        not_after=ends(certificate),
        due=due(certificate, now).value,
    )
