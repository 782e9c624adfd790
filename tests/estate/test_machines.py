"""What belongs to a server and does not name it is never that of another server."""

from __future__ import annotations

from typing import Any

from migrator.estate.catalogue import KINDS
from migrator.estate.estate import Estate
from migrator.estate.evidence import Event, Listener
from migrator.estate.kinds import Item, fields_of
from migrator.estate.machines import on_machine
from migrator.estate.topology import Certificate, Machine, WindowsService

FE1 = Machine(key="fe1.contoso.local", fqdn="FE1.contoso.local", addresses=("10.0.0.1",), sources=("t.xml#1",))
EDGE = Machine(key="edge.contoso.local", fqdn="edge.contoso.local", addresses=("10.9.0.1",), sources=("t.xml#2",))


def read(cls: type[Item], file: str, key: str, **values: Any) -> Item:
    """An object as it is read from a file below a given source ``in``."""
    return on_machine(cls(key=key, sources=(f"in/{file}#{key}",), **values), file)


def service(file: str, status: str = "Running") -> Item:
    """A service that does not name its server."""
    return read(WindowsService, file, "RTCSRV", name="RTCSRV", status=status)


def services(*items: Item) -> dict[str, str | None]:
    """Key and server of each service of the estate."""
    return {item.key: item.machine for item in Estate(items).of(WindowsService)}


def test_services_of_two_folders_are_two() -> None:
    """Each is named by its folder, which is not more than where it was found."""
    found = Estate([service("edge/s.xml"), service("edge13/s.xml", "Stopped")]).of(WindowsService)
    assert [(item.key, item.status, item.machine) for item in found] == [
        ("RTCSRV (machine not named: edge/)", "Running", None),
        ("RTCSRV (machine not named: edge13/)", "Stopped", None),
    ]


def test_two_files_of_one_folder_can_be_of_two_servers() -> None:
    """Exports of several servers in one folder stay apart by file, and what names a server there names none of them."""
    event = read(Event, "all/e.xml", "1", machine="FE1.contoso.local")
    assert services(service("all/fe1.csv"), service("all/fe2.csv", "Stopped"), event, FE1) == {
        "RTCSRV (machine not named: all/fe1.csv)": None,
        "RTCSRV (machine not named: all/fe2.csv)": None,
    }


def test_stores_of_certificates_in_several_files_are_of_one_server() -> None:
    """A server lists each store in a file of its own; two files of one store are of two servers."""
    event = read(Event, "edge/e.xml", "1", machine="EDGE")
    root = read(Certificate, "edge/root.txt", "r", subject="CN=Root", store="Root")
    own = read(Certificate, "edge/c.xml", "c", subject="CN=x")
    assert {c.machine for c in Estate([root, own, event, EDGE]).of(Certificate)} == {"edge.contoso.local"}
    other = read(Certificate, "edge/root2.txt", "s", subject="CN=Root 2", store="root")
    assert {c.machine for c in Estate([root, other, event, EDGE]).of(Certificate)} == {None}


def test_other_evidence_of_the_folder_names_the_server() -> None:
    """The only computer of its events, by FQDN or as the topology has it; of two computers none is taken."""
    event = read(Event, "edge/e.xml", "1", machine="EDGE")
    (found,) = Estate([service("edge/s.xml"), event, FE1, EDGE]).of(WindowsService)
    assert (found.key, found.machine) == ("edge.contoso.local/RTCSRV", "edge.contoso.local")
    assert found.extra == {"machine taken from": "in/edge/e.xml#1"}
    other = read(Event, "edge/e.xml", "2", machine="FE1.contoso.local")
    assert services(service("edge/s.xml"), event, other, FE1, EDGE) == {"RTCSRV (machine not named: edge/)": None}
    assert services(service("edge13/s.xml"), event, EDGE) == {"RTCSRV (machine not named: edge13/)": None}


def test_addresses_and_certificates_show_a_server_of_the_topology() -> None:
    """A local address, or a subject that is the FQDN of a server; what the topology does not have shows nothing."""
    everywhere = read(Listener, "fe/n.txt", "TCP 0.0.0.0:80", local_address="0.0.0.0")  # noqa: S104
    listener = read(Listener, "fe/n.txt", "TCP 10.0.0.1:5061", local_address="10.0.0.1")
    assert services(service("fe/s.xml"), everywhere, FE1, EDGE) == {"RTCSRV (machine not named: fe/)": None}
    assert services(service("fe/s.xml"), everywhere, listener, FE1, EDGE) == {
        "FE1.contoso.local/RTCSRV": "FE1.contoso.local"
    }
    for subject, server in (("CN=edge.contoso.local, O=Contoso", "edge.contoso.local"), ("CN=sip.contoso.com", None)):
        certificate = read(Certificate, "x/c.xml", "Default", subject=subject)
        assert list(services(service("x/s.xml"), certificate, FE1, EDGE).values()) == [server]


def test_a_server_that_is_named_elsewhere_has_its_object_once() -> None:
    """The object that was given its server is merged with that of the evidence that names it."""
    key, server = "fe1.contoso.local/RTCSRV", "fe1.contoso.local"
    named = read(WindowsService, "kit/s.xml", key, name="RTCSRV", status="Running", machine=server)
    event = read(Event, "fe/e.xml", "1", machine="fe1.contoso.local")
    (found,) = Estate([named, service("fe/s.xml", "Stopped"), event, FE1]).of(WindowsService)
    assert (found.status, [(d.field, d.value) for d in found.differences]) == ("Running", [("status", "Stopped")])


def test_the_path_of_the_file_is_not_part_of_a_name() -> None:
    """A reader that keeps sockets apart by their file gives them the same names as any other."""
    listener = on_machine(Listener(key="in/fe/n.txt TCP *:80", sources=("in/fe/n.txt#line 4",)), "fe/n.txt")
    assert listener.key == "TCP *:80 (machine not named: fe/n.txt)"
    assert [item.key for item in Estate([listener])] == ["TCP *:80 (machine not named: fe/)"]


def test_what_names_its_server_stays_as_it_is() -> None:
    """Objects of other kinds and of named servers do not get a place, nor does an estate of an estate change."""
    assert on_machine(FE1, "x/t.xml") is FE1
    estate = Estate([service("edge/s.xml"), service("edge13/s.xml"), FE1])
    assert list(Estate(estate)) == list(estate)


def test_every_kind_of_a_server_has_the_field_that_names_it() -> None:
    """The declaration and the field go together."""
    kinds = [cls for cls in KINDS.values() if cls.of_machine]
    assert {"windows_service", "listener", "certificate", "installed_component", "event"} <= {c.kind for c in kinds}
    assert [cls.kind for cls in kinds if "machine" not in {field.name for field in fields_of(cls)}] == []
