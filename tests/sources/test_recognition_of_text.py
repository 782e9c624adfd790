"""Each text or event file is claimed by its own reader and by no other."""

from __future__ import annotations

import contextlib
import io
import time

import pytest

from migrator.errors import InputError
from migrator.sources.bundle import Member
from migrator.sources.format import Origin
from migrator.sources.reading import FORMATS
from tests.sources.network import test_certificates, test_dns_answers, test_of_machines, test_zone

NS = "http://schemas.microsoft.com/win/2004/08/events/event"
SAMPLES = {
    "netstat": "  TCP    0.0.0.0:443    0.0.0.0:0    LISTENING\n",
    "event log XML": f"<Event xmlns='{NS}'><System/></Event>",
    "event text": "Log Name: Lync Server\nSource: LS Server\nEvent ID: 12314\nDescription:\nTCP is ERROR : x\n",
    "event list": "Id : 1\nProviderName : LS Server\n",
    "event table": "Level,Date and Time,Source,Event ID,Task Category\nError,1/1/2013 4:02 AM,LS Server,1,(1),x\n",
    "evtx": "ElfFile\x00",
    "server trace": "TL_INFO(TF_PROTOCOL) [0]06E4.0EB4::01/18/2012-05:00:43.101.00005386 (S,x(1))$$begin_record\n",
    "SIP text": 'ms-diagnostics: 1027;reason="x"\n',
    "client trace": "06/24/2011|12:34:56.700 1A4C:1B6C TRACE :: x\n",
    "migration log": "2013-09-25 14:04:56 INFORMATION : x\n",
    "report XML": '<CsMgmtLog Name="Import-CsLegacyConfiguration"><Info>urn:schema:Microsoft.Rtc</Info></CsMgmtLog>',
    "report HTML": '<html><td class="td-action">Import-CsLegacyConfiguration</td></html>',
    "opaque XML": "<Export/>",
    "nslookup": test_dns_answers.GERMAN,
    "dig": test_dns_answers.DIG,
    "host": test_dns_answers.HOST,
    "ipconfig": test_of_machines.FRENCH,
    "route print": test_of_machines.ROUTES,
    "sc query": test_of_machines.SC,
    "net start": test_of_machines.NET_START,
    "certutil": test_certificates.ENGLISH,
    "certificate file": test_certificates.pem(test_certificates.ORDINARY).decode(),
    "zone file": test_zone.WINDOWS,
    "hosts file": "# ours\n10.0.0.20  pool.contoso.local\n",
}
UNKNOWN = ["", "hello", "<Export/>", "{}", "Name,Value\na,b\n", "%PDF-1.4", "\x00\x01\x02", "<html><p>shop</p></html>"]


def claims(text: str, name: str) -> list[str]:
    """Names of the formats that claim a file."""
    content = text.encode()
    member = Member(name, name, len(content), lambda: io.BytesIO(content))
    return [f.name for f in FORMATS if f.name in SAMPLES and f.matches(member, content)]


@pytest.mark.parametrize("expected", SAMPLES)
def test_one_reader_claims_each_sample(expected: str) -> None:
    """No file is claimed twice, so the order of the formats does not matter for these."""
    name = "lcscmd.xml" if expected == "opaque XML" else "evidence"
    assert claims(SAMPLES[expected], name) == [expected]


@pytest.mark.parametrize("text", UNKNOWN)
def test_nobody_claims_other_files(text: str) -> None:
    """Files of other kinds stay unknown; XML with a root nobody knows is one of them."""
    assert claims(text, "evidence") == []


#: one line, or one head, that makes a careless pattern take hours
_SLOW = {
    "colons": "TCP " + ":" * 300_000,
    "comments": "<!-- -->" * 5_000,
    "open comments": "<!--" * 16_000,
    "brackets": "TL_INFO(TF_X) ::01/18/2012-05:00:43.101.0 " + ")[" * 300_000 + "$$begin_record\nFrom: x\n$$end_record",
    "angles": "$$begin_record\nFrom: " + "<" * 500_000 + "\n$$end_record",
    "folded": "$$begin_record\nFrom: x\n" + " x\n" * 50_000 + "$$end_record",
    "blanks": "06/24/2011|12:34:56.700" + " " * 300_000 + "x",
    "stamps": "2013-09-25 14:04:56 " * 30_000,
}


@pytest.mark.parametrize("what", _SLOW)
def test_no_text_makes_a_reader_slow(what: str) -> None:
    """Recognising and reading takes time in proportion to the file, whatever is in it."""
    content = _SLOW[what].encode()
    member = Member(what, what, len(content), lambda: io.BytesIO(content))
    known = [format_ for format_ in FORMATS if format_.name in SAMPLES]
    started = time.process_time()
    for format_ in known:
        format_.matches(member, content[:65536])
    for read in dict.fromkeys(format_.read for format_ in known):  # some formats share a reader
        with contextlib.suppress(InputError):
            for _ in read(member, Origin()):
                pass
    assert time.process_time() - started < 10
