"""What only a human knows: the planned names, the state of servers that no evidence shows."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

import attrs

from ..errors import InputError


@attrs.frozen(kw_only=True)
class Answer:
    """A question that some rules need answered.

    Attributes:
        name: in the answers file.
        kind: ``text``, ``texts`` (separated by commas) or ``flag`` (yes or no).
    """

    name: str
    question: str
    kind: Literal["text", "texts", "flag"] = "text"


ANSWERS: dict[str, Answer] = {
    answer.name: answer
    for answer in (
        Answer(name="planned_pool_fqdns", question="FQDNs of the new pools and servers", kind="texts"),
        Answer(
            name="planned_sql_instances",
            question="SQL Server instances of the new pools (server\\instance)",
            kind="texts",
        ),
        Answer(name="target_forest", question="Active Directory forest of the new pools"),
        Answer(name="ocswmibc_installed", question="Is OCSWMIBC.msi installed where the merge will run?", kind="flag"),
        Answer(
            name="sql_native_client_2005", question="Is the SQL Server 2005 Native Client installed there?", kind="flag"
        ),
        Answer(
            name="backend_sql_version", question="SQL Server version of the OCS 2007 R2 back end (2000, 2005, 2008)"
        ),
        Answer(
            name="legacy_updates_current",
            question="Are the latest updates installed on all legacy servers?",
            kind="flag",
        ),
        Answer(
            name="mediation_collocated", question="Is a Mediation Server collocated in the pilot pool?", kind="flag"
        ),
        Answer(name="ipv6_planned", question="Will IPv6 be enabled on the new pools during coexistence?", kind="flag"),
        Answer(name="dns_load_balancing", question="Will the new pools use DNS load balancing for SIP?", kind="flag"),
        Answer(name="group_chat_deployed", question="Is Group Chat deployed?", kind="flag"),
        Answer(name="xmpp_gateway_in_use", question="Is the OCS 2007 R2 XMPP gateway in use?", kind="flag"),
        Answer(name="push_notification_wanted", question="Are push notifications to phones wanted?", kind="flag"),
        Answer(name="pools_to_remove", question="Legacy pools that will be removed", kind="texts"),
        Answer(
            name="edge_input_file", question="Is an Edge input file (or the wizard's Edge pages) ready?", kind="flag"
        ),
    )
}


def read_answers(path: Path) -> dict[str, str]:
    """Answers of a TOML file, as text; ``yes`` or ``no`` for flags.

    Raises:
        InputError: the file cannot be read, or holds a name or value that no rule knows.
    """
    try:
        with path.open("rb") as file:
            data = tomllib.load(file)
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"{path}: not an answers file ({error})") from error
    return {name: _checked(path, name, value) for name, value in data.items()}


def _checked(path: Path, name: str, value: object) -> str:
    answer = ANSWERS.get(name)
    if answer is None:
        raise InputError(f"{path}: no rule asks for {name!r}", hint="known: " + ", ".join(ANSWERS))
    if answer.kind == "flag":
        if not isinstance(value, bool):
            raise InputError(f"{path}: {name} must be true or false, not {value!r}")
        return "yes" if value else "no"
    if answer.kind == "texts" and isinstance(value, list) and all(isinstance(v, str) for v in value):
        return ", ".join(value)
    if not isinstance(value, str):
        raise InputError(f"{path}: {name} must be text, not {value!r}")
    return value


def listed(answers: Mapping[str, str], name: str) -> tuple[str, ...]:
    """The parts of an answer that is a list."""
    return tuple(part.strip() for part in answers.get(name, "").split(",") if part.strip())
