"""Writes the report of a cmdlet in both forms, as the published pairs of Skype for Business Server 2015 have them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from html import escape
from typing import NamedTuple

START = datetime.fromisoformat("2013-10-31 17:30:43")
CLASSES = {"Info": ("bodytext-8p-black-bold", ""), "Warning": ("warn-8p-orange-bold", "warn-8p-orange")}
CLASSES["Error"] = ("alert-8p-red-bold", "alert-8p-red")


class Line(NamedTuple):
    """One line with its level."""

    text: str
    level: str = "Info"
    title: str = ""


class Raised(NamedTuple):
    """An exception with its causes: type and message of each, the outermost first."""

    chain: Sequence[tuple[str, str]]
    stack: str = "   at Contoso.Import()\n   at Contoso.Run()"


class Action(NamedTuple):
    """An action with what was logged inside it, and the result that the HTML shows."""

    name: str
    inside: Sequence[Line | Raised | Action]
    result: str = "Success"


def xml_report(cmdlet: str, inside: Sequence[Line | Raised | Action]) -> str:
    """The report in XML."""
    return f'\ufeff<?xml version="1.0" encoding="utf-8"?>\n<CsMgmtLog Name="{cmdlet}">\n{_xml(inside)}</CsMgmtLog>'


def _xml(inside: Sequence[Line | Raised | Action]) -> str:
    at = f'Time="{START:%Y-%m-%d %H:%M:%S}Z"'
    written = []
    for each in inside:
        if isinstance(each, Action):
            name = f'Name="{each.name}" ' if each.name else ""
            written.append(f"<Action {name}{at}>\n{_xml(each.inside)}<Complete {at} />\n</Action>")
        elif isinstance(each, Line):
            title = f'Title="{each.title}" ' if each.title else ""
            written.append(f"<{each.level} {title}{at}>{escape(each.text, quote=False)}</{each.level}>")
        else:
            text = ""
            for number, (type_, message) in reversed(list(enumerate(each.chain))):
                stack = "" if number else each.stack
                text = (
                    f'<Exception Type="{type_}" {at} Message="{escape(message)}">'
                    f"<StackTrace {at}>{stack}</StackTrace>{text}</Exception>"
                )
            written.append(text)
    return "".join(f"  {each}\n" for each in written)


def html_report(
    cmdlet: str,
    inside: Sequence[Line | Raised | Action],
    *,
    result: str = "Success",
    title: str = "Lync Server 2013 Deployment Log",
    at: str = f"{START + timedelta(0):%m/%d/%Y} 5:30:43 PM",
) -> str:
    """The report in HTML."""
    page = _Page(at)
    rows = page.action(Action(cmdlet, inside, result), 0)
    return (
        f"\ufeff<!DOCTYPE html><html><head><title>{title}</title><script>function show(id) {{}}</script></head><body>"
        f'<span class="productName">{title}</span><table class="table-main"><tr><td class="th-main">&nbsp;Action</td>'
        f'</tr><tr><td colspan="7" class="td-plain">{rows}</td></tr></table>'
        f'<div id="DIVLIST" style="display: none;">{page.divisions}</div></body></html>'
    )


class _Page:
    def __init__(self, at: str) -> None:
        self._at = at
        self._count = 0

    @property
    def divisions(self) -> str:
        """The ids of all divisions."""
        return ",".join(f"DIV{number + 1}" for number in range(self._count))

    def action(self, action: Action, depth: int) -> str:
        self._count += 1
        id_ = f"DIV{self._count}"
        link = f'<span class="expander">&#x25BA;</span>&nbsp;<a href="#">{action.name or "Action"}</a>'
        style = "success-8p-green" if action.result == "Success" else "alert-8p-red"
        head = self._row(depth, link, "", f'<span class="{style}">{action.result}</span>')
        inside = "".join(
            self.action(each, depth + 1) if isinstance(each, Action) else self._line(each, depth + 1)
            for each in action.inside
            if depth or not isinstance(each, Raised)
        )
        return f'<div id="{id_}">{head}</div>\n<div id="{id_}_" style="display: none;">{inside}</div>\n'

    def _row(self, depth: int, action: str, text: str, result: str) -> str:
        tree = "&nbsp;" * (4 * depth + 1) + ('<span class="treepath">&#x2514;</span>&nbsp;' if depth else "")
        pad = '<td width="9" class="td-pad">&nbsp;</td>'
        info = [f'<td class="td-info">{each}</td>' for each in (text, self._at if depth else "", result)]
        cells = pad.join([f'<td width="25%" class="td-action">{tree}{action}</td>', *info])
        return f'<table class="table-main-inner"><tbody><tr>{cells}</tr></tbody></table>\n'

    def _line(self, line: Line | Raised, depth: int) -> str:
        if isinstance(line, Raised):
            return self._row(depth, "", self._tree(line, 0), '<span class="alert-8p-red">Error</span>')
        bold, plain = CLASSES[line.level]
        title = line.title or (line.level if line.level != "Info" else "")
        shown = f'<span class="{bold}">{title}: </span>' if title else ""
        text = escape(line.text, quote=False)
        result = f'<span class="{plain}">{line.level}</span>' if plain else "&nbsp;"
        return self._row(depth, "", shown + (f'<span class="{plain}">{text}</span>' if plain else text), result)

    def _tree(self, raised: Raised, number: int) -> str:
        self._count += 1
        id_ = f"DIV{self._count}"
        type_, message = raised.chain[number]
        stack = "" if number else raised.stack.replace("\n", "<br />")
        cause = self._tree(raised, number + 1) if number + 1 < len(raised.chain) else ""
        beside = '<td class="td-plain" width="32">&nbsp;<span class="treepath">&#x2514;</span></td>'
        return (
            f'<table><tr><td class="td-plain"><span class="alert-8p-red-bold">Error: </span><span class="alert-8p-red">'
            f'{message}</span></td></tr><tr><td class="td-plain"><div id="{id_}"><a href="#">Details</a>'
            f'</div></td></tr><tr><td class="td-plain"><div id="{id_}_"><table><tr><td class="td-plain">'
            f'<span class="alert-8p-red-bold">Type: </span><span class="alert-8p-red">{type_}</span></td></tr><tr>'
            f'<td class="td-plain"><table><tr>{beside}<td class="td-plain">{stack}</td></tr></table></td></tr>'
            + (f'<tr><td class="td-plain"><table><tr>{beside}<td>{cause}</td></tr></table></td></tr>' if cause else "")
            + "</table></div></td></tr></table>"
        )
