"""Events from XML: `wevtutil qe LOG /f:RenderedXml`, with or without `/e:Events`, and Event Viewer's "Save as XML".

Documented element (Windows event schema), form of the file from event-schema: a row of `<Event>` elements, which
without `/e:` has no element around it. The redirect of a console may be in any code page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..bundle import Member
from ..format import Collected, Format, Origin, ReadResult
from ..recognise import xml_root
from ..record import Rejected
from ..text.decoding import OEM, head_text, open_text
from .event_record import NAMESPACE, EventMapper
from .xml_text import drop, elements

_EVENT = f"{{{NAMESPACE}}}Event"
#: what `wevtutil qe LOG /e:Events` prints of an empty log
_EMPTY = re.compile(r"<Events\s*(?:/>|>\s*</Events>)\s*\Z")


def _matches(_member: Member, head: bytes) -> bool:
    root = xml_root(head)
    if root is None or root[0] != "Events":
        return root == ("Event", NAMESPACE)
    text = head_text(head)
    return NAMESPACE in text or _EMPTY.search(text) is not None


def _read(member: Member, origin: Origin) -> Iterator[ReadResult]:
    text = open_text(member, code_page=OEM)
    mapper = EventMapper(member.path, origin)
    count = 0
    for event, element in elements(text, _EVENT, "{*}EventID"):
        if event != "end":
            continue
        if element.tag == _EVENT:
            count += 1
            yield mapper.map(element, f"event {count}")
            drop(element)
        elif next(element.iterancestors(_EVENT), None) is None:
            yield Rejected(f"behind event {count}", "the id of an event that stands in no Event element of the schema")
    if count == 0:
        yield Collected(origin.product or "unknown", ("event",))
    yield from text.closing()
    yield from mapper.notes()


FORMAT = Format("event log XML", _matches, _read)
