"""Outputs of commands that are cut, glued or mixed: what cannot be trusted is unknown or a loss, never a value."""

from __future__ import annotations

from pathlib import Path

import pytest

from migrator.estate.kinds import Item
from migrator.estate.provenance import SourceReport
from migrator.sources.reading import Reading

#: the second mask of an adapter
MASK = "Subnet Mask . . . . . . . . . . . : 255.255.255.128"
SAMPLES = Path(__file__).parents[2] / "damage" / "samples"


def read(folder: Path, name: str, text: str) -> tuple[list[Item], SourceReport]:
    """The items of one file, and its report."""
    (folder / name).write_text(text)
    reading = Reading([folder / name])
    items = list(reading.items())
    return items, reading.reports[0]


@pytest.mark.parametrize("name", sorted(path.name for path in SAMPLES.iterdir()))
def test_a_file_that_ends_inside_a_line_is_cut(name: str, tmp_path: Path) -> None:
    """A command ends each line: without the last line end the file counts as cut, and nothing as collected."""
    text = (SAMPLES / name).read_text().rstrip()
    assert read(tmp_path, name, f"{text}\n")[1].cut == ""
    report = read(tmp_path, name, text[:-1])[1]
    assert report.cut
    assert report.has_losses
    assert report.collected == ()


@pytest.mark.parametrize(
    ("name", "old", "new", "reason"),
    [
        ("netstat.txt", "TIME_WAIT\n", "TIME_WAIT", "not a row of a width that is known"),
        ("netstat.txt", "  RpcSs\n", "  \n", "to no output"),
        ("netstat.txt", "  RpcSs\n", "  RpcSs", "to no output"),
        ("netstat.txt", "192.0.2.10:49210", "192z0.2.10:49210", "192z0.2.10 is neither an address nor a name"),
        ("netstat.txt", "192.0.2.10:49210", "x192.0.2.10:49210", "x192.0.2.10 is neither an address nor a name"),
        ("sc.txt", "Lync Server Front-End", "Lync\nServer Front-End", "to no output"),
        ("certutil.txt", "CertUtil: -store command completed successfully.\n", "", "the last line of certutil"),
        ("certutil.txt", " 92 f9 3d", " 92", "a certificate without its hash"),
        ("ipconfig.txt", ": 10.0.0.1\n", ": 10.0.0.1", "to no output"),
        ("route.txt", "        192.0.2.1       192.0.2.10    266", "        192.0.2.1    266", "not an active route"),
        ("route.txt", "2001:db8::1\n", "2001:db8::1", "not a gateway"),
        ("host.txt", "sip.contoso.com.\n", "sip.contoso\n", "the name of a host ends in the middle"),
        ("resolve.txt", "    + CategoryInfo", "\nName       : a\nQueryType  : A\n", "an error without its category"),
        ("resolve.txt", "Authority  ns1.contoso.com", "ns1.contoso.com  Authority", "is no section of an answer"),
        ("resolve.txt", "Priority Weight Port", "Priority Weight Po", "the heading Po is cut"),
        ("resolve.txt", "0        5      443", "0        5      4x3", "Port of the record of"),
        ("nslookup-de.txt", "Non-existent domain.", "Non-existent doma", "the reason of the error ends in the middle"),
        ("nslookup-de.txt", "> set type=a\n", ">\n", "what was typed at the prompt is not shown"),
    ],
)
def test_a_damaged_line_is_a_loss(name: str, old: str, new: str, reason: str, tmp_path: Path) -> None:
    """Each of these lines is counted as lost, with what is wrong with it."""
    text = (SAMPLES / name).read_text()
    assert old in text
    report = read(tmp_path, name, text.replace(old, new, 1))[1]
    assert report.has_losses
    assert any(reason in message for message in report.messages), report.messages


@pytest.mark.parametrize(
    ("name", "old", "new", "key", "fields"),
    [
        ("netstat.txt", "ESTABLISHED", "ESTABLI", "10.0.10.90", ("state",)),
        ("sc.txt", "Lync Server Front-End\n", "Lync Server Front-End", "RtcSrv", ("display_name",)),
        ("certutil.txt", "CN=sip.contoso.com, O=Contoso", "CN=sip.contoso.com,\nO=Contoso", "63C6", ("subject",)),
        ("certutil.txt", "12/8/2012 6:16 AM", "12/8/2012", "63C6", ("not_before",)),
        ("certutil.txt", "6110 0000", "6110\n0000", "63C6", ("serial",)),
        ("ipconfig.txt", "10.0.0.5(Preferred)", "10.0.0", "Internal", ("addresses", "description")),
        ("ipconfig.txt", "   DNS Servers", "DNS Servers", "Internal", ("dns_servers",)),
        ("ipconfig.txt", MASK, MASK.replace("Subnet ", "Subnex"), "External", ("masks", "addresses")),
        ("ipconfig.txt", "Media State", "Media_State", "isatap", ("connected",)),
        ("ipconfig.txt", "Link-local IPv6", "Link-local IPz6", "Internal", ("addresses",)),
        ("ipconfig.txt", "   Default Gateway", "Default Gateway", "Internal", ("gateways", "dns_servers")),
        (
            "ipconfig.txt",
            "DNS Servers . . . . . . . . . . . : 10.0.0.1\n                                       10.0.0.2",
            "                                    10.0.0.2\n   DNS Servers . . . . . . . . . . . : 10.0.0.1",
            "Internal",
            ("dns_servers",),
        ),
    ],
)
def test_what_a_damaged_line_leaves_uncertain_is_unknown(
    name: str, old: str, new: str, key: str, fields: tuple[str, ...], tmp_path: Path
) -> None:
    """A value that is cut, glued or beside a lost line is unknown on its object, and was known before."""
    text = (SAMPLES / name).read_text()
    assert old in text
    (before,) = (item for item in read(tmp_path, name, text)[0] if key in item.key)
    (after,) = (item for item in read(tmp_path, name, text.replace(old, new, 1))[0] if key in item.key)
    assert all(map(before.knows, fields))
    assert not any(map(after.knows, fields))


def test_the_last_row_of_a_cut_file_has_no_sure_process(tmp_path: Path) -> None:
    """What is left of a number is a number too."""
    row = "  TCP    10.0.0.5:5061          0.0.0.0:0              LISTENING       1884"
    (whole,) = read(tmp_path, "netstat.txt", f"{row}\n")[0]
    assert whole.knows("pid")
    items, report = read(tmp_path, "netstat.txt", row[:-2])
    assert report.cut
    assert not items[0].knows("pid")


def test_certificates_that_run_into_each_other_are_a_loss(tmp_path: Path) -> None:
    """Two pairs of dates with the same labels are of two certificates, although one of their hashes is lost."""
    block = "Serial Number: 61 0{0}\nIssuer: CN=CA{0}\n NotBefore: 15/01/2013 10:00\n NotAfter: 15/01/2015 10:00\n"
    text = 'root "Trusted"\n================ Certificate 0 ================\n' + block.format(1)
    end = f"Subject: CN=CA\nSignature matches Public Key\nCert Hash(sha1): {'0' * 40}\nCertUtil: -store OK.\n"
    assert [item.issuer for item in read(tmp_path, "certutil.txt", text + end)[0]] == ["CN=CA1"]
    report = read(tmp_path, "certutil.txt", text + block.format(2) + end + "\n" + text.partition("\n")[2] + end)[1]
    assert report.rejected == 1


def test_the_last_service_of_a_cut_file_has_no_sure_process(tmp_path: Path) -> None:
    """What is left of a number is a number too."""
    head, _, _ = (SAMPLES / "sc.txt").read_text().partition("PID")
    (whole,) = read(tmp_path, "sc.txt", f"{head}PID                : 1813\n")[0]
    (cut,) = read(tmp_path, "sc.txt", f"{head}PID                : 18")[0]
    assert (whole.pid, whole.knows("pid")) == (1813, True)
    assert not cut.knows("pid")


def test_a_record_above_the_name_server_of_its_command_is_a_loss(tmp_path: Path) -> None:
    """The name server comes first: what stands above it, below the prompt, is of another command."""
    prompt, server = "C:\\>nslookup -q=a sip.contoso.com\n", "Server:  ns1.contoso.com\nAddress:  192.0.2.53\n\n"
    record = "sip.contoso.com  internet address = 192.0.2.10\n"
    assert not read(tmp_path, "nslookup.txt", prompt + server + record)[1].has_losses
    assert read(tmp_path, "nslookup.txt", prompt + record + server + record)[1].rejected == 1


def test_a_socket_without_an_end_of_its_own_is_a_loss(tmp_path: Path) -> None:
    """UDP shows ``*:*`` as the other end only: where it stands first, the ends have changed places."""
    row = "  UDP    192.0.2.30:3478       *:*                                    1812\n"
    swapped = "  UDP    *:*       192.0.2.30:3478                                    1812\n"
    assert not read(tmp_path, "netstat.txt", row)[1].has_losses
    report = read(tmp_path, "netstat.txt", row + swapped)[1]
    assert report.rejected == 1
