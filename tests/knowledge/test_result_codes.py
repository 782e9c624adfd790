"""Result codes and serials read as Windows prints them."""

from __future__ import annotations

import pytest

from migrator.knowledge.result_codes import codes_in, normalised, serial_readings, signed, win32_error


@pytest.mark.ledger("S2-64")
@pytest.mark.parametrize(
    ("printed", "code"),
    [
        ("%%-2147014848", "0x80072740"),
        ("-2147014848", "0x80072740"),
        ("2147952448", "0x80072740"),
        ("10048", "0x80072740"),
        ("0x2740", "0x80072740"),
        ("0x80072740", "0x80072740"),
        ("-2146893044", "0x8009030C"),
        ("-3287185878", "0xC3EE79D6"),
        ("0xc3e93c5e", "0xC3E93C5E"),
        ("0xC000006D", "0xC000006D"),
        ("0xD000006D", "0xC000006D"),
        ("%%5", "0x80070005"),
        ("sec_e_wrong_principal", "SEC_E_WRONG_PRINCIPAL"),
        ("0", ""),
        ("0x00000000", ""),
        ("9999999999", ""),
        ("-9999999999", ""),
    ],
)
def test_one_code_however_it_is_printed(printed: str, code: str) -> None:
    """Signed, unsigned, Win32, HRESULT and NTSTATUS spellings of one code are equal; 0 and larger numbers are none."""
    assert normalised(printed) == code


def test_a_code_is_shown_as_the_other_numbers_that_windows_prints() -> None:
    """0x80072740 is -2147014848 and Winsock error 10048; a code of another facility is no error of Win32."""
    assert (signed("0x80072740"), win32_error("0x80072740")) == (-2147014848, 10048)
    assert win32_error("0x8009030C") is None
    assert (signed("SEC_E_OK"), win32_error("SEC_E_OK")) == (None, None)


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("terminated with service-specific error %%-2147014848.", ("0x80072740",)),
        ("Error Code: 0xC3E93C5E(SIPPROXY_E_ROUTING)", ("0xC3E93C5E", "SIPPROXY_E_ROUTING")),
        ("Installation result: -2146762496", ("0x800B0100",)),
        ("could not be installed. Error code 1603. Additional", ("0x80070643",)),
        ("Winsock error 10060, once more: error (10060)", ("0x8007274C",)),
        ("4410 users, 2013-05-14, +49 30 1234567, port 10048, Lync 2013, GUID 0a1b2c3d-0001-80072740", ()),
        ("completed with error code 0", ()),
    ],
)
def test_codes_of_a_sentence(text: str, codes: tuple[str, ...]) -> None:
    """Only what is written as a code is one: telephone numbers, dates, ports and years are not."""
    assert codes_in(text) == codes


def test_a_serial_is_read_in_each_order() -> None:
    """A serial that an event prints backwards is found by its bytes and by its digits; other text has no reading."""
    assert serial_readings("61 0A BC 00 01 23") == ("610abc000123", "230100bc0a61", "321000cba016")
    assert "610abc000123" in serial_readings("230100BC0A61")
    assert serial_readings("not a serial") == ()
