"""Address Book (R2-ABS-001 to 004)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.policies import AddressBookSettings
from ..engine.answer_check import answer_check
from ..engine.check import Check
from ..engine.model import R2, Change, Context, Grade, Hit, Severity
from ..engine.phases import A_POST
from ..engine.values import Host, Text, Value

CUSTOMISED = answer_check(
    title="Address Book normalization rules are customised",
    severity=Severity.WARNING,
    when={"abs_rules_customised": "yes"},
    says="Company_Phone_Number_Normalization_Rules.txt is customised",
    why="the file is copied by hand, and entries that require blanks or punctuation have to be changed.",
    wrong="the file has only the samples of the product.",
    effect="Numbers of the Address Book are no longer normalised by these rules.",
    remediation="Copy the file to the share of the new Address Book, check its entries, run Update-CsAddressBook.",
    references=("l13-address-book-r2", "l13-address-book-2010"),
    basis="that the rules end otherwise, and Update-CsAddressBook after the copy, is inferred",
    minutes=30,
)
R2_CUSTOMISED = CUSTOMISED.rule("R2-ABS-001", R2, phases=(A_POST,))

PUNCTUATION = answer_check(
    title="Address Book rule requires punctuation",
    severity=Severity.ERROR,
    when={"abs_rules_need_punctuation": "yes"},
    says="A rule of the Address Book requires blanks or punctuation in the number",
    why="blanks and punctuation are removed before the rule is applied, so a rule that requires them fails.",
    wrong="the rule makes these characters optional, as in \\(? or -?.",
    effect="The rule fails: numbers are not normalised by it.",
    remediation="Make the characters optional, as in \\(? and [\\s-]?, then run Update-CsAddressBook.",
    references=("l13-address-book-r2", "l13-address-book-2010"),
    basis="Update-CsAddressBook after the change is inferred",
    minutes=30,
)
R2_PUNCTUATION = PUNCTUATION.rule("R2-ABS-002", R2, phases=(A_POST,))


def _rules_off(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The Address Book does not use normalization rules (UseNormalizationRules is False).

    Why it matters: whoever wants the numbers as they are in Active Directory may set the same on 2013, where it makes
    Address Book Web Query fail.

    When it is wrong: nobody wants the setting on the new pools; its default there is True.
    """
    for settings in estate.each(AddressBookSettings, product=product):
        if settings.use_normalization_rules is False:
            yield Hit(
                item=settings,
                places={"where": _where(settings)},
                evidence={"UseNormalizationRules": Text("False")},
            )


def _where(settings: AddressBookSettings) -> Value:
    """The pool that the settings are of, else their scope."""
    return Host(settings.pool) if settings.pool else Text(settings.scope or settings.key)


RULES_OFF = Check(
    title="Address Book without normalization rules",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(AddressBookSettings,),
    targets=("2013",),
    message="{where}: UseNormalizationRules is False",
    effect="If it is set to False on 2013 too, Address Book Web Query fails there.",
    remediation=(
        "While older servers exist: New-CsAddressBookConfiguration -Identity site:SITE -UseNormalizationRules $true "
        "-IgnoreGenericRules $true, with every other value that differs from its default in the global settings "
        "(-RunTimeOfDay, -KeepDuration, -SynchronizePollingInterval, -MaxDeltaFileSizePercentage, "
        "-EnableFileGeneration), because those of a site replace them (the migration page says for each pool of 2013, "
        "the page of the cmdlet for a site only); with servers of 2013 alone: "
        "Set-CsAddressBookConfiguration -Identity Global, same values. Wait for replication. Then, on the share of "
        "each pool of 2013, empty Company_Phone_Number_Normalization_Rules.txt (create it if it is missing), wait some "
        "minutes, and run Update-CsAddressBook for each of these pools."
    ),
    references=(
        "l13-release-notes",
        "l13-address-book-2010",
        "new-csaddressbookconfiguration",
        "set-csaddressbookconfiguration",
        "r2-wmi-address-book",
    ),
    basis="that the other values have to be given too follows from settings of a site going before the global ones",
    find=_rules_off,
    minutes=20,
)
R2_RULES_OFF = RULES_OFF.rule("R2-ABS-003", R2, phases=(A_POST,))


def _partitioned(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The Address Book is grouped by organisational unit (PartitionbyOU of the migration page is True).

    Why it matters: to go on with groups, msRTCSIP-GroupingId has to be filled.

    When it is wrong: on the new pools all users may see all users.
    """
    for settings in estate.each(AddressBookSettings, product=product):
        if settings.partition_by_ou or settings.extra.get("PartitionbyOU") is True:
            yield Hit(
                item=settings,
                places={"where": _where(settings)},
                evidence={"PartitionOutputByOU": Text("True")},
                changes=(Change(item=settings, field="partition_by_ou", before=Text("True"), after=None),),
            )


PARTITIONED = Check(
    title="Address Book grouped by OU",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(AddressBookSettings,),
    message="{where}: the Address Book is grouped by OU",
    effect="The Address Book is no longer grouped, unless msRTCSIP-GroupingId is set.",
    remediation="To keep the groups, give msRTCSIP-GroupingId the same value for all users and contacts of a group.",
    references=("l13-address-book-2010", "r2-wmi-address-book", "l13-schema-attributes"),
    basis="the page is of the move from Lync Server 2010; for OCS 2007 R2, and that groups end, inferred",
    find=_partitioned,
    minutes=60,
)
R2_PARTITIONED = PARTITIONED.rule("R2-ABS-004", R2, phases=(A_POST,))
