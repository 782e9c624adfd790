"""Rows of the sheets about certificates by expiry and the check list of federation."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from ...checklist.edge_check import CheckedPoint, PointState
from ...estate.estate import Estate
from ...estate.topology import Certificate
from ...network.certificate_expiry import by_expiry, due, ends
from ...network.certificate_names import common_name, is_of_store_of_authorities
from ...rules.engine.cures import by_cure
from ...rules.engine.prediction import Finding, Prediction
from .layout import Layout
from .text import lines

#: the rules about names that a certificate lacks, and about its last day: both have columns of their own
_MISSING_NAME, _EXPIRY = "CERT-01", "CERT-05"


def expiry_rows(estate: Estate, prediction: Prediction, now: datetime, layout: Layout) -> Iterator[Mapping[str, Any]]:
    """One row per certificate of a server, the next that expires first; certificates of authorities have none."""
    found: dict[tuple[str, str, str], list[Finding]] = defaultdict(list)
    for finding in prediction.findings:
        if finding.kind == Certificate.kind:
            found[finding.kind, finding.product, finding.key].append(finding)
    for certificate in by_expiry(estate):
        if is_of_store_of_authorities(certificate):
            continue
        of_it = found[certificate.kind, certificate.product, certificate.key]
        missing = [f.said("{name}") for f in of_it if f.rule == _MISSING_NAME]
        last = ends(certificate)
        yield {
            "when": due(certificate, now).value,
            "not_after": last,
            "days": (last - now).days if last else None,
            "server": certificate.machine,
            "use": certificate.use,
            "name": common_name(certificate) or None,
            "subject": certificate.subject,
            "alternative_names": lines(certificate.alternative_names) or None,
            "missing": lines(missing) or None,
            "findings": lines(f"{f.rule} {f.message}" for f in of_it if f.rule not in (_MISSING_NAME, _EXPIRY)) or None,
            "issuer": certificate.issuer,
            "thumbprint": certificate.thumbprint,
            "product": layout.product(certificate.product),
        }


def check_list_rows(points: Iterable[CheckedPoint]) -> Iterator[Mapping[str, Any]]:
    """One row per point, in working order; of a point with findings one for each cure."""
    for checked in points:
        needs = checked.needs if checked.state is PointState.NOT_EVALUATED else ()
        for group in by_cure(checked.findings) or (None,):
            yield {
                "id": checked.point.id,
                "state": checked.state.value,
                "section": checked.point.section,
                "title": checked.point.title,
                "findings": lines(f"{group.rule} {f.message}" for f in group.findings) if group else None,
                "cures": group.cure if group else None,
                "needs": lines(needs) or None,
                "verify": checked.point.verify,
                "rules": ", ".join(checked.point.rules) or None,
                "done": None,
            }
