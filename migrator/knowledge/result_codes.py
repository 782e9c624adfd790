"""Result codes as Windows prints them: signed and unsigned, decimal and hexadecimal, of Win32, HRESULT and NTSTATUS.

How the three are packed into 32 bits is published with HRESULT_FROM_WIN32 and HRESULT_FROM_NT (ms-erref): an error of
Win32 or Winsock below 65536 has the HRESULT 0x8007...., and an NTSTATUS keeps its digits but for one bit. Event texts
hold codes as ``%%-2147014848``: the number of a message, signed. The Services console once showed the code 0xC3EE79D6
as -3287185878: the number without a sign, behind a hyphen (pool-name).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

_HEX = re.compile(r"0[xX]([0-9A-Fa-f]{1,8})")
_DECIMAL = re.compile(r"(?:%%)?(-?[0-9]{1,10})")
_WIN32 = 0x80070000
_LARGEST_WIN32 = 0xFFFF
_NT_BIT = 0x10000000
_NT_ERRORS = range(0xD0000000, 0xE0000000)
_MOST = 0xFFFFFFFF


def normalised(code: str) -> str:
    """A result code as ``0x80072740``: eight digits, in capitals; an error of Win32 as its HRESULT.

    A name, such as ``SEC_E_WRONG_PRINCIPAL``, is kept in capitals. Empty for 0, which is no error, and for numbers of
    more than 32 bits.
    """
    text = code.strip()
    if found := _HEX.fullmatch(text):
        value = int(found[1], 16)
    elif found := _DECIMAL.fullmatch(text):
        value = int(found[1])
        if not -_MOST <= value <= _MOST:
            return ""
        value = -value if value < -0x80000000 else value & _MOST
    else:
        return text.upper()
    if value == 0:
        return ""
    if value <= _LARGEST_WIN32:
        value |= _WIN32
    elif value in _NT_ERRORS:
        value &= ~_NT_BIT
    return f"0x{value:08X}"


def win32_error(code: str) -> int | None:
    """The error number of Win32 or Winsock that a normalised code holds: 10048 for ``0x80072740``; else None."""
    value = int(code, 16) if _HEX.fullmatch(code) else 0
    return value & _LARGEST_WIN32 if value & ~_LARGEST_WIN32 == _WIN32 else None


def signed(code: str) -> int | None:
    """A normalised code as the negative number that Windows prints: -2147014848 for ``0x80072740``; None for a name."""
    if not _HEX.fullmatch(code):
        return None
    value = int(code, 16)
    return value - (_MOST + 1) if value > _MOST // 2 else value


@cache
def _names() -> re.Pattern[str]:
    """Symbolic names of codes, such as ``SEC_E_WRONG_PRINCIPAL`` or ``SIPPROXY_E_ROUTING``."""
    return re.compile(r"(?<![\w.-])[A-Z][A-Z0-9]{1,20}(?:_[A-Z0-9]{1,30}){1,12}(?![\w.-])")


@cache
def _numbers() -> re.Pattern[str]:
    """A number is a code only where it is written as one: with 0x or %%, negative and long, or behind its name."""
    return re.compile(
        r"(?<![\w-])(?:0x[0-9a-f]{1,8}|%%-?[0-9]{4,10}|-[0-9]{8,10}|"
        r"(?:error|code|status|winsock|win32|wsa|hresult|result)\s?(?:code|id|number)?\s?[:=]?\s?"
        r"\(?(?P<word>[0-9]{3,5}))(?![\w.-]?\w)",
        re.IGNORECASE,
    )


def codes_in(text: str) -> tuple[str, ...]:
    """The normalised codes that stand in a text, each once, in their order; names of codes are among them."""
    return tuple(dict.fromkeys(code for code, _ in printed_codes(text)))


def printed_codes(text: str) -> Iterator[tuple[str, str]]:
    """The codes of a text, normalised, each with how it is printed there."""
    found = [(match.start(), match["word"] or match[0]) for match in _numbers().finditer(text)]
    found += [(match.start(), match[0]) for match in _names().finditer(text)]
    for _, printed in sorted(found):
        if code := normalised(printed):
            yield code, printed


def serial_readings(serial: str) -> tuple[str, ...]:
    """A certificate serial as printed, and as it reads with its bytes and with its digits in reverse; lower case.

    Events 14397 and 14694 of the Access Edge print it backwards; whether by byte or by digit is not published.
    """
    digits = re.sub(r"[\s:-]", "", serial).casefold()
    if not re.fullmatch(r"[0-9a-f]{8,64}", digits):
        return ()
    even = digits.zfill(len(digits) + len(digits) % 2)
    pairs = [even[at : at + 2] for at in range(0, len(even), 2)]
    return tuple(dict.fromkeys([digits, "".join(reversed(pairs)), digits[::-1]]))
