"""Telephone numbers as they are compared: as tel URIs, whatever separators and case (rfc3966).

A number with an extension (``;ext=``) is another number than the one without it (set-csuser).
"""

from __future__ import annotations

import re
import unicodedata

import attrs

#: visual separators, a hyphen also as word processors write it; blanks are none in RFC 3966, and people write them
_SEPARATORS = re.compile(r"[-.()\u00ad\u2010-\u2015\u2212\s]|[\u200b-\u200f\u202a-\u202e\u2060\ufeff]")
#: a number as it is written nearly always, in its final form
_USUAL = re.compile(r"tel:(\+?[0-9]+)(?:;(ext=[0-9]+))?")
#: an address as it is written nearly always, in its final form
_USUAL_ADDRESS = re.compile(r"sip:[a-z0-9._+-]+@[a-z0-9.-]+")
_NUMBER = re.compile(r"\+[0-9]+|[0-9a-f*#]*[0-9][0-9a-f*#]*")
_IN_DIGITS = ("ext", "isub", "phone-context")


@attrs.frozen
class TelephoneLine:
    """A telephone number in the form in which equal numbers are equal.

    Attributes:
        digits: with a plus if it is international; without one it means something in its context only.
        parameters: such as ``ext=100``, in alphabetical order.
    """

    digits: str
    parameters: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """The number as a tel URI."""
        return ";".join((f"tel:{self.digits}", *self.parameters))


def telephone_line(text: str | None) -> TelephoneLine | None:
    """The number that *text* is, with ``tel:`` or without; None if it is no telephone number."""
    if usual := _USUAL.fullmatch(text or ""):
        return TelephoneLine(usual[1], (usual[2],) if usual[2] else ())
    plain = unicodedata.normalize("NFKC", text or "").casefold().strip().removeprefix("tel:")
    number, *parameters = plain.split(";")
    digits = _SEPARATORS.sub("", number)
    if not _NUMBER.fullmatch(digits):
        return None
    return TelephoneLine(digits, tuple(sorted(filter(None, map(_parameter, parameters)))))


def _parameter(text: str) -> str:
    name, equals, value = (part.strip() for part in text.partition("="))
    if name in _IN_DIGITS and not any(letter.isalpha() for letter in value):
        value = _SEPARATORS.sub("", value)
    return f"{name}{equals}{value}"


@attrs.frozen
class NumberRange:
    """Numbers from one to another, both included, that differ in nothing but their digits.

    Attributes:
        sign: what stands before the digits: a plus, or the asterisk or hash sign of an orbit.
    """

    sign: str
    first: str
    last: str
    parameters: tuple[str, ...]

    @property
    def form(self) -> tuple[str, tuple[str, ...]]:
        """What the numbers have in common: the sign and the parameters."""
        return self.sign, self.parameters

    def __contains__(self, line: TelephoneLine) -> bool:
        form, digits = form_of(line)
        return (
            form == self.form
            and digits.isdecimal()
            and len(self.first) <= len(digits) <= len(self.last)
            and int(self.first) <= int(digits) <= int(self.last)
        )


def form_of(line: TelephoneLine) -> tuple[tuple[str, tuple[str, ...]], str]:
    """What a number has in common with those of its range (`NumberRange.form`), and its digits."""
    sign, digits = _parted(line.digits)
    return (sign, line.parameters), digits


def number_range(first: str | None, last: str | None) -> NumberRange | None:
    """The range between two numbers; None if they are not of one kind and in order, or begin with a zero.

    Neither ranges of unassigned numbers nor orbits begin with a zero (new-csunassignednumber, new-cscallparkorbit).
    """
    lines = [telephone_line(first), telephone_line(last)]
    ends = [(*_parted(line.digits), line.parameters) for line in lines if line]
    if len(ends) != len(lines):
        return None
    (sign, low, parameters), (other_sign, high, other_parameters) = ends
    is_range = (sign, parameters) == (other_sign, other_parameters) and low.isdecimal() and high.isdecimal()
    if not is_range or low.startswith("0") or int(low) > int(high):
        return None
    return NumberRange(sign, low, high, parameters)


def _parted(digits: str) -> tuple[str, str]:
    return (digits[0], digits[1:]) if digits[0] in "+*#" else ("", digits)


def sip_address(text: str | None) -> str:
    """The SIP address that *text* is, in lower case with its scheme; "" if it is none."""
    if _USUAL_ADDRESS.fullmatch(text or ""):
        return str(text)
    plain = unicodedata.normalize("NFKC", text or "").casefold().strip()
    plain = plain.removeprefix("sip:")
    return f"sip:{plain}" if "@" in plain and ":" not in plain else ""
