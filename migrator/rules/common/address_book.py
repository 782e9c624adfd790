"""Address Book (R2-ABS-001 to 004; L10-ABS-001)."""

from __future__ import annotations

from collections.abc import Iterator

from ...estate.estate import Estate
from ...estate.policies import AddressBookSettings
from ..engine.asked import question
from ..engine.check import Check, checked
from ..engine.gaps import Gap
from ..engine.model import LYNC2010, R2, Context, Grade, Hit, Severity, rule


def _rules_off(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The Address Book does not use normalization rules (UseNormalizationRules is False).

    Why it matters: the Address Book Web Query of 2013 fails then.

    When it is wrong: the setting is changed on the new pools before users move.
    """
    for settings in estate.of(AddressBookSettings, product=product):
        if settings.use_normalization_rules is False:
            yield Hit(
                item=settings,
                message=f"{settings.pool or settings.scope or settings.key}: UseNormalizationRules is False",
                evidence={"UseNormalizationRules": "False"},
            )


def _partitioned(estate: Estate, _context: Context, product: str) -> Iterator[Hit]:
    """The Address Book is grouped by organisational unit (PartitionOutputByOU is True).

    Why it matters: the grouping is lost in the migration.

    When it is wrong: everybody may see everybody on the new pools.
    """
    for settings in estate.of(AddressBookSettings, product=product):
        if settings.partition_by_ou or settings.extra.get("PartitionbyOU") is True:
            yield Hit(
                item=settings,
                message=f"{settings.pool or settings.scope or settings.key}: the Address Book is grouped by OU",
                evidence={"PartitionOutputByOU": "True"},
            )


CUSTOMISED = question(
    title="Address Book normalization rules are customised",
    severity=Severity.WARNING,
    when={"abs_rules_customised": "yes"},
    says="Company_Phone_Number_Normalization_Rules.txt is customised",
    why="the file is not migrated.",
    wrong="the file holds only the samples of the product.",
    effect="Numbers of the Address Book are no longer normalised by these rules.",
    remediation="Copy the file to the share of the new Address Book, check its entries, run Update-CsAddressBook.",
    references=("l13-address-book-r2",),
    minutes=30,
)
PUNCTUATION = question(
    title="Address Book rule requires punctuation",
    severity=Severity.ERROR,
    when={"abs_rules_need_punctuation": "yes"},
    says="a rule of the Address Book requires blanks or punctuation in the number",
    why="blanks and punctuation are stripped before the rule is tried, so that it never matches.",
    wrong="the rule makes these characters optional, as in \\(? or -?.",
    effect="The rule never matches.",
    remediation="Make the characters optional, as in \\(? and [\\s-]?, then run Update-CsAddressBook.",
    references=(
        "l13-address-book-r2",
        "l13-address-book-2010",
    ),
    minutes=30,
)
RULES_OFF = Check(
    title="Address Book without normalization rules",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(AddressBookSettings,),
    targets=("2013",),
    effect="Address Book Web Query fails in 2013.",
    remediation=(
        "Per pool of 2013, with an empty rules file: Set-CsAddressBookConfiguration -UseNormalizationRules $true "
        "-IgnoreGenericRules $true; Update-CsAddressBook."
    ),
    references=(
        "l13-release-notes",
        "new-csaddressbookconfiguration",
        "r2-wmi-address-book",
    ),
    find=_rules_off,
    minutes=20,
)
PARTITIONED = Check(
    title="Address Book grouped by OU",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    needs=(AddressBookSettings,),
    effect="The grouping is lost.",
    remediation="Fill msRTCSIP-GroupingId for the users of each group.",
    references=(
        "l13-address-book-2010",
        "r2-wmi-address-book",
        "l13-schema-attributes",
    ),
    find=_partitioned,
    minutes=60,
)
R2_ADDRESS_BOOK = (
    CUSTOMISED.rule("R2-ABS-001", R2, blocks="9 Post"),
    PUNCTUATION.rule("R2-ABS-002", R2, blocks="9 Post"),
    RULES_OFF.rule("R2-ABS-003", R2, blocks="9 Post"),
    PARTITIONED.rule("R2-ABS-004", R2, blocks="9 Post"),
)


@rule(
    id="L10-ABS-001",
    title="Address Book",
    severity=Severity.WARNING,
    grade=Grade.DOCUMENTED,
    products=(LYNC2010,),
    needs=(),
    targets=("2013",),
    effect="The Address Book of the new pools differs from the old.",
    remediation="As each finding says.",
    references=(
        "l13-address-book-2010",
        "l13-release-notes",
        "new-csaddressbookconfiguration",
    ),
    minutes=30,
    blocks="7 Post",
)
def address_book_of_lync_2010(estate: Estate, context: Context) -> Iterator[Hit | Gap]:
    """The rules file is customised or requires punctuation; rules are not used; the Address Book is grouped by OU.

    Why it matters: none of this is carried over to the new pools.

    When it is wrong: see the rules R2-ABS-001 to 004, which check the same.
    """
    checks = {"R2-ABS-001": CUSTOMISED, "R2-ABS-002": PUNCTUATION, "R2-ABS-003": RULES_OFF, "R2-ABS-004": PARTITIONED}
    yield from checked(checks, estate, context, LYNC2010)
