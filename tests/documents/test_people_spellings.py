"""Labels against people who are called oddly, and evidence that writes them in other ways."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from time import process_time
from typing import Any

import pytest

from migrator.documents.people import People
from migrator.documents.redaction import Redaction
from migrator.estate.estate import Estate
from migrator.estate.evidence import Event, TraceRecord
from migrator.estate.kinds import Difference, Item
from migrator.estate.other import Other
from migrator.estate.provenance import Snapshot, SourceReport
from migrator.estate.response_groups import Agent, AgentGroup, CallAction, Queue, Workflow
from migrator.estate.topology import Machine
from migrator.estate.users import User
from migrator.estate.voice import Announcement, VoiceRoute
from migrator.rules.engine.values import Host, ItemRef

SID = "S-1-5-21-1004336348-1177238915-682003330-1100"


def numbered(identities: Iterable[str]) -> Mapping[str, int]:
    """Numbers as a project gives them."""
    return {identity: number for number, identity in enumerate(identities, 1)}


def shown(estate: Estate, message: str) -> str:
    """*message* as a labelled document has it."""
    return People(estate, numbered).without_names(message)


def labelled(*items: Item) -> Estate:
    """The items as a labelled document has them."""
    estate = Estate(items)
    return Redaction(People(estate, numbered), estate).estate(estate)


def named(name: str, **fields: Any) -> Estate:
    """An estate of one user of that name."""
    return Estate([User(key="0", product="lync2010", display_name=name, **fields)])


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("A.*(b", "A.*(b"),
        ("Sean O'Neil", "Sean O\u2019Neil"),
        ("Sean O'Neil", "SEAN O'NEIL"),
        ("Madonna", "madonna"),
        ("Li", "Li"),
        ("Groß, Jörg", "JÖRG GROSS"),
        ("İrem Şahin", "irem sahin"),
        ("Ali Işıl", "ALI IŞIL"),
        ("Steﬃ Graf", "Steffi Graf"),
        ("Zoë Zimmer", unicodedata.normalize("NFD", "Zoë Zimmer")),
        (unicodedata.normalize("NFD", "Zoë Zimmer"), "Zoë Zimmer"),
        ("Zoë Zimmer", "Zoe Zimmer"),
        ("Anna  Berg", "Anna Berg"),
        ("Anna\u00a0Berg", "Anna Berg"),
        ("Anna Berg", "Anna \u00a0 Berg"),
        ("\u202bדוד כהן\u202c", "דוד כהן"),
        ("Anna\u200f Berg", "An\u00adna Berg"),
        ("Berg, Anna", "Anna Berg"),
        ("Anna Berg", "Berg, Anna"),
        ("Anna Maria Berg", "Berg, Anna Maria"),
        ("van der Berg, Anna", "Anna van der Berg"),
        ("Berg, Anna (Sales)", "Anna Berg"),
        ('William "Bill" Carter', 'William \\"Bill\\" Carter'),
        ("Anna Berg", "\uff21\uff4e\uff4e\uff41 Berg"),
        ("Person", "PERSON"),
        ("person 1", "person 1"),
        ("Anna Berg", "Anna\nBerg"),
    ],
)
def test_a_name_is_found_in_every_spelling(name: str, written: str) -> None:
    """Case, accents, composed or not, blanks, invisible marks, quotes and the order of names make no difference."""
    assert shown(named(name), f"<{written}> called") in ("<person 1> called", "<person 1 called")


def test_names_stand_in_scripts_without_blanks() -> None:
    """A Japanese name is found inside a sentence."""
    assert shown(named("山田太郎"), "ユーザー山田太郎が移動") == "ユーザーperson 1が移動"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("A", "A call"),
        ("17", "17 users"),
        ("Li", "li"),
        ("Pool", "the pool is full"),
        ("Lync", "Move to Lync 2010"),
        ("Agent", "agent group"),
        ("Ann", "Announcement"),
        ("Anna Müller", "Anna Müllers"),
        ("", "nobody"),
        (" \u200e", "nobody"),
        ("...", "nobody..."),
    ],
)
def test_what_is_no_name_in_a_sentence_stays(name: str, text: str) -> None:
    """Letters, numbers, words of the product and parts of longer words are not replaced in free text."""
    assert shown(named(name), text) == text


def test_two_persons_of_one_name_are_not_merged() -> None:
    """Each keeps a label; where only the name stands, nobody can tell which of them is meant."""
    users = [User(key=f"sip:{n}@c.com", sip_address=f"sip:{n}@c.com", display_name="John Smith") for n in ("a", "b")]
    estate = Estate(users)
    assert [user.display_name for user in labelled(*users).of(User)] == ["person 1", "person 2"]
    assert shown(estate, "John Smith and b@c.com") == "a person and person 2"


def test_names_that_differ_by_an_accent_are_two_persons() -> None:
    """müller@c.com and muller@c.com keep labels of their own."""
    users = [User(key=f"sip:{n}@c.com", sip_address=f"sip:{n}@c.com") for n in ("müller", "muller")]
    assert [user.key for user in labelled(*users)] == ["person 1", "person 2"]


def test_one_key_in_two_products_is_not_one_person() -> None:
    """Row ids of two databases mean nothing to each other; an agent group finds those of its own product."""
    agents = [Agent(key="7", product=product, display_name=product) for product in ("ocs2007r2", "lync2010")]
    groups = [AgentGroup(key="g", product=product, agents=("7",)) for product in ("ocs2007r2", "lync2010")]
    estate = labelled(*agents, *groups)
    assert [agent.key for agent in estate.of(Agent)] == ["person 1", "person 2"]
    assert [group.agents for group in estate.of(AgentGroup)] == [("person 1",), ("person 2",)]


@pytest.mark.parametrize(
    "agent",
    [
        {"sip_address": "SIP:Anna@C.com"},
        {"sip_address": "sip:anna.berg@corp.local"},
        {"user_sid": SID},
        {"aliases": ("cn=anna berg,ou=x,dc=c",)},
    ],
)
def test_a_user_an_agent_and_a_manager_are_one_person(agent: Mapping[str, Any]) -> None:
    """One label, whether the evidence names them by address, UPN, SID, distinguished name or account."""
    user = User(
        key="sip:anna@c.com",
        sip_address="sip:anna@c.com",
        aliases=("CN=Anna Berg,OU=X,DC=c", "anna.berg@corp.local", SID),
        extra={"SamAccountName": "aberg"},
    )
    managers = ("SIP:ANNA@c.com", "C\\aberg", "anna.berg@corp.local", SID.lower(), "CN=Anna Berg,OU=X,DC=c")
    estate = labelled(Agent(key="17", **agent), user, Workflow(key="w", managers=managers))
    assert {estate.of(Agent)[0].sip_address or "person 1", *estate.of(Workflow)[0].managers} == {"person 1"}
    assert (estate.of(Agent)[0].key, estate.of(User)[0].key) == ("person 1", "person 1")


BERG = named(
    "Anna Berg",
    sip_address="sip:anna@c.com",
    line_uri="tel:+49301234567;ext=67",
    private_line="tel:+1 (206) 555-0199",
    aliases=("CN=Berg\\, Anna,OU=Köln,DC=c,DC=com", "anna.berg@corp.local", SID),
    extra={
        "SamAccountName": "aberg1",
        "mail": "berg@mail.com",
        "telephoneNumber": "+49 221 7654-321",
        "proxyAddresses": ["SMTP:ab@c.com"],
        "manager": "CN=The Boss,OU=X,DC=c",
    },
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("SIP:ANNA@C.COM", "person 1"),
        ("anna+calls@c.com.", "person 1."),
        ("'anna@c.com'", "person 1'"),
        ("<sip:anna@c.com;opaque=app:voicemail>", "<person 1;opaque=app:voicemail>"),
        ("to=anna@c.com", "person 1"),
        ("anna.berg@corp.local", "person 1"),
        ("berg@mail.com", "person 1"),
        ("smtp:ab@c.com", "person 1"),
        ('"bob b"@else.org', "a person"),
        ("sip:o'neil@else.org;tag=1", "a person;tag=1"),
        ("CORP\\aberg1 signed in", "CORP\\person 1 signed in"),
        ("aberg1", "person 1"),
        ("CORP\\anna", "CORP\\person 1"),
        ("anna.berg", "person 1"),
        ("greeting_anna_berg.wav", "greeting_person 1.wav"),
        ("C:\\Users\\aberg1\\x.xml", "C:\\Users\\person 1\\x.xml"),
        ("C:\\Users\\bob.x\\x.xml", "C:\\Users\\a person\\x.xml"),
        ("/home/bob/x.xml", "/home/a person/x.xml"),
        ("C:\\Users\\Public\\x", "C:\\Users\\Public\\x"),
        ("https://host/users/list", "https://host/users/list"),
        ("cn=berg\\, anna, ou=KÖLN, dc=C,dc=com is gone", "person 1 is gone"),
        ("CN=Berg\\2C Anna,OU=K\\C3\\B6ln,DC=c,DC=com", "person 1"),
        ("CN=Anna Berg,OU=Other", "CN=person 1,OU=Other"),
        (SID.lower(), "person 1"),
        (f"{SID}0", "a person"),
        ("S-1-5-21-1-2-3-512", "S-1-5-21-1-2-3-512"),
        ("+49 30 1234567", "person 1"),
        ("+49 (30) 123-4567", "person 1"),
        ("+49 (0)30 1234567", "person 1"),
        ("(+49301234567)", "(person 1)"),
        ("0049 30/1234567", "person 1"),
        ("tel:+49-30-123.4567;ext=67 rang", "person 1 rang"),
        ("+49301234567 ext. 67", "person 1"),
        ("+49301234567;ext=68", "a person"),
        ("+49301234567;phone-context=c.com", "person 1;phone-context=c.com"),
        ("(206) 555-0199", "person 1"),
        ("12065550199", "person 1"),
        ("3 +12065550199 2 times", "3 person 1 2 times"),
        ("+\uff11\uff12\uff10\uff16\uff15\uff15\uff15\uff10\uff11\uff19\uff19", "person 1"),
        ("0221 7654321", "person 1"),
        ("tel:+4915112345678;phone-context=x", "a person;phone-context=x"),
        ("ab12065550199cd", "ab12065550199cd"),
        ("49302", "49302"),
    ],
)
def test_addresses_accounts_and_numbers_are_found_in_every_spelling(text: str, expected: str) -> None:
    """What free text says of a person in any form is a label, what else it says stays."""
    assert shown(BERG, text) == expected


def test_shared_main_number_is_nobodys() -> None:
    """Two users with extensions of one number: the number alone means neither, and that of a workflow stays."""
    users = [User(key=n, line_uri=f"tel:+4930123456;ext={n}") for n in ("7", "8")]
    assert shown(Estate(users), "+4930123456;ext=8, +4930123456") == "person 2, a person"
    group = Workflow(key="w", line_uri="tel:+4930123456")
    assert shown(Estate([*users, group]), "+4930123456;ext=8, +4930123456") == "person 2, +4930123456"


def test_short_numbers_are_found_where_they_are_dialled() -> None:
    """An extension of four digits is a number only in a tel URI."""
    estate = named("Anna Berg", line_uri="tel:4711;phone-context=c.com")
    assert shown(estate, "tel:4711 on port 4711") == "person 1 on port 4711"


def test_names_of_other_objects_stay() -> None:
    """A host and a queue keep their names where a person is called like a word of them, not where the full name is."""
    estate = Estate(
        [
            User(key="1", display_name="Berlin"),
            User(key="2", display_name="Anna Berg"),
            Machine(key="berlin.c.com", fqdn="berlin.c.com"),
            Queue(key="q", name="Anna Berg Hotline"),
        ]
    )
    text = "berlin.c.com, Berlin, Anna Berg Hotline"
    assert shown(estate, text) == "berlin.c.com, person 1, person 2 Hotline"


def test_targets_that_are_people_have_labels_and_others_do_not() -> None:
    """A transfer to a user, known or not, is a person; one to a response group stays readable."""
    user = User(key="sip:a@c.com", sip_address="sip:a@c.com", display_name="Anna Berg")
    group = Workflow(
        key="w",
        primary_uri="sip:rgs@c.com",
        default_action=CallAction(action="TransferToVoiceMailUri", uri="sip:A@c.com;opaque=app:voicemail"),
        after_hours_action=CallAction(action="TransferToPstn", uri="sip:+4915112345@c.com;user=phone"),
    )
    uris = ("sip:a@c.com", "sip:rgs@c.com", "sip:bob@c.com")
    estate = labelled(user, group, *(Announcement(key=uri[4:7], target_uri=uri) for uri in uris))
    assert [a.target_uri for a in estate.of(Announcement)] == ["person 1", "sip:rgs@c.com", "person 2"]
    flow = estate.of(Workflow)[0]
    assert flow.default_action == CallAction(action="TransferToVoiceMailUri", uri="person 1;opaque=app:voicemail")
    assert flow.after_hours_action == CallAction(action="TransferToPstn", uri="a person;user=phone")


def test_what_others_say_of_a_person_is_replaced() -> None:
    """Traces, inserted strings, left-over properties, differences and keys of other objects name nobody."""
    user = User(
        key="u",
        display_name="Anna Berg",
        sip_address="sip:a@c.com",
        line_uri="tel:+4930123456",
        differences=(Difference("display_name", "ldif", "Anna Berg-Kuhn"),),
        sources=("C:\\Users\\bob\\users.xml",),
    )
    items = [
        user,
        TraceRecord(key="t", start_line="INVITE sip:bob@else.org SIP/2.0", from_uri='"Bob Stone" <sip:bob@else.org>'),
        TraceRecord(key="r", start_line="SIP/2.0 404 Not Found"),
        Event(key="e", data=("Anna Berg-Kuhn", "bob stone")),
        Other(key="Anna Berg", name="Anna Berg", extra={"delegates": ["a@c.com", {"x": 4930123456}]}),
        VoiceRoute(key="route of x@a.org", name="r"),
        VoiceRoute(key="route of y@a.org", name="r"),
    ]
    estate = labelled(*items)
    invite, answer = estate.of(TraceRecord)
    assert invite.from_uri == "person 2"
    assert (invite.start_line, answer.start_line) == ("INVITE person 2 SIP/2.0", "SIP/2.0 404 Not Found")
    assert estate.of(Event)[0].data == ("person 1", "person 2")
    assert estate.of(Other)[0].extra == {"delegates": ("person 1", {"x": "person 1"})}
    assert estate.of(Other)[0].name == "person 1"
    assert [route.key for route in estate.of(VoiceRoute)] == ["route of a person", "route of a person (2)"]
    assert estate.of(User)[0].sources == ("C:\\Users\\a person\\users.xml",)


def test_names_of_snapshots_hosts_and_collectors_are_replaced() -> None:
    """The name of a snapshot, a host and who collected the evidence."""
    redaction = Redaction(People(BERG, numbered), BERG)
    report = SourceReport(path="p", format="f", status="read", collected_by="CORP\\aberg1")
    snapshot = Snapshot(name="by Anna Berg", taken_at=None, products=(), items={}, sources=(report,))  # type: ignore[arg-type]
    done = redaction.snapshot(snapshot)
    assert (done.name, done.sources[0].collected_by) == ("by person 1", "person 1")
    assert redaction._value(Host("anna-berg-pc")) == Host("person 1-pc")
    assert redaction._reference(ItemRef("queue", "x", "k", "Anna Berg")).title == "person 1"


@pytest.mark.parametrize(
    "text", ["a." * 20_000, "CN=a," * 10_000, "1 " * 20_000, "@" * 20_000, "\\" * 20_000, "anna " * 10_000]
)
def test_hostile_text_is_searched_in_linear_time(text: str) -> None:
    """Text made to make a search slow takes no longer than its length asks for."""
    started = process_time()
    shown(BERG, text)
    assert process_time() - started < 3


def test_labels_do_not_depend_on_the_order_of_the_evidence() -> None:
    """Whatever is read first, the same person has the same identity, and so the number that the project keeps."""
    items = [
        User(key="sip:a@c.com", sip_address="sip:a@c.com", aliases=(SID,)),
        Agent(key="1", user_sid=SID, sip_address="sip:old@c.com"),
        Agent(key="2", sip_address="sip:A@c.com"),
    ]
    asked: list[set[str]] = []

    def numbers(identities: Iterable[str]) -> Mapping[str, int]:
        asked.append(set(identities))
        return numbered(asked[-1])

    for each in (items, items[::-1]):
        People(Estate(each), numbers)
    assert asked[0] == asked[1] == {"a@c.com"}


def test_nothing_of_a_thousand_users_is_found_again() -> None:
    """Labels are alike for everybody: a text that names all users holds no name afterwards."""
    users = [
        User(
            key=f"sip:u{n}@c.com",
            display_name=f"Thomas Nr{n}x",
            sip_address=f"sip:u{n}@c.com",
            line_uri=f"tel:+4930{n:07}",
        )
        for n in range(1000)
    ]
    text = "; ".join(f"{user.display_name} {user.sip_address} {user.line_uri}" for user in users)
    after = shown(Estate(users), text)
    assert not re.search(r"Thomas|@|\+49", after)
    assert len(set(re.findall(r"person \d+", after))) == 1000
