"""Lists show what objects are called, not how OCS 2007 R2 points at them."""

from __future__ import annotations

from migrator.estate.estate import Estate
from migrator.estate.naming import name_of_reference, with_names
from migrator.estate.users import User
from migrator.estate.voice import DialPlan, PstnUsage, VoiceRoute

GUID = "{C8E7AB87-0C0E-5435-810F-900B31725879}"
ROUTE = f"CN={GUID},CN=Phone Routes,CN=RTC Service,DC=contoso,DC=com"
PLAN = f"CN={GUID},CN=Location Profiles,CN=RTC Service,DC=contoso,DC=com"
R2 = "ocs2007r2"


def test_references_are_shown_by_name() -> None:
    """A usage shows the names of its routes, a user the name of the dial plan; what leads nowhere says so."""
    gone = ROUTE.replace("C8E7", "FFFF")
    usage = PstnUsage(key="Local", product=R2, name="Local", routes=(ROUTE, gone))
    user = User(key="sip:a@contoso.com", product=R2, sip_address="sip:a@contoso.com", dial_plan=PLAN)
    route = VoiceRoute(key="London", product=R2, name="London Local", aliases=(ROUTE,))
    plan = DialPlan(key="UK", product=R2, name="UK", aliases=(PLAN,))
    estate = Estate([usage, user, route, plan])
    assert with_names(estate, usage).routes == (
        "London Local",
        "not in this evidence: {ffffab87-0c0e-5435-810f-900b31725879}",
    )
    shown = with_names(estate, user)
    assert (shown.dial_plan, shown.sip_address) == ("UK", "sip:a@contoso.com")


def test_other_references_stay_as_they_are() -> None:
    """An address, a key or a name tells people what is meant already."""
    route = VoiceRoute(key="R", product="lync2010", usages=("Local", "Gone"))
    assert with_names(Estate([route]), route) is route
    assert name_of_reference("CN=pool01,CN=Pools,DC=contoso,DC=com", None) == "CN=pool01,CN=Pools,DC=contoso,DC=com"
